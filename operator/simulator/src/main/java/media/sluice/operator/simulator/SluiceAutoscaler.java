package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;
import media.sluice.operator.scaling.Autoscaler;
import media.sluice.operator.scaling.Decision;
import media.sluice.operator.scaling.Demand;
import media.sluice.operator.scaling.Memory;
import media.sluice.operator.scaling.Node;
import media.sluice.operator.scaling.Observation;
import media.sluice.operator.scaling.Policy;
import media.sluice.operator.scaling.Reason;
import media.sluice.operator.scaling.Supply;
import org.jspecify.annotations.Nullable;

/**
 * Ours at work: {@link Autoscaler#decide} on what an operator would see, every 5 s while anything
 * is under way, else every 15 s, and at once when somebody waits.
 */
final class SluiceAutoscaler implements Scaler {

    private static final long BUSY_MILLIS = 5_000;
    private static final long IDLE_MILLIS = 15_000;

    private final Cluster cluster;
    private final Pool pool;
    private final @Nullable Pool next;
    private final Policy policy;
    private final BestFit placement;
    private final Swings swings;
    private Memory memory;
    private long plan;

    /**
     * @param next the pool that takes what this one cannot hold
     */
    SluiceAutoscaler(
            Cluster cluster, Pool pool, @Nullable Pool next, Policy policy, BestFit placement) {
        this.placement = placement;
        this.cluster = cluster;
        swings = new Swings(cluster.tally());
        this.pool = pool;
        this.next = next;
        this.policy = policy;
        memory = Memory.none(cluster.nowMillis());
    }

    @Override
    public void begin() {
        look(0);
    }

    @Override
    public int oscillations() {
        return swings.count();
    }

    /** Somebody waits: looks now. */
    void wake() {
        plan++;
        long planned = plan;
        cluster.events().at(cluster.nowMillis(), () -> look(planned));
    }

    private void look(long planned) {
        if (planned != plan) {
            return;
        }
        Decision decision = Autoscaler.decide(observation());
        memory = decision.memory();
        Tally tally = cluster.tally();
        if (tally.counts(cluster.nowMillis())) {
            tally.decisions++;
            if (!Audit.explains(decision)) {
                tally.unexplained++;
            }
        }
        act(decision);
        boolean isBusy =
                !decision.changesNothing()
                        || pool.count(MediaNode.Phase.STARTING) > 0
                        || pool.count(MediaNode.Phase.CORDONED) > 0
                        || pool.count(MediaNode.Phase.LEAVING) > 0
                        || cluster.waitingStreams() > 0;
        plan++;
        long following = plan;
        cluster.events()
                .at(
                        cluster.nowMillis() + (isBusy ? BUSY_MILLIS : IDLE_MILLIS),
                        () -> look(following));
    }

    private void act(Decision decision) {
        long now = cluster.nowMillis();
        boolean grows = decision.create() > 0 || !decision.uncordon().isEmpty();
        if (grows && decision.reason() != Reason.REPLACES_LEAVING_NODES) {
            swings.grew(now);
        }
        if (!decision.cordon().isEmpty()) {
            swings.shrank(now);
        }
        for (MediaNode node : new ArrayList<>(pool.nodes)) {
            if (decision.uncordon().contains(node.name)) {
                cluster.uncordon(node);
            } else if (decision.cordon().contains(node.name)) {
                cluster.cordon(node, MediaNode.Phase.CORDONED, true);
            }
        }
        for (int i = 0; i < decision.create(); i++) {
            cluster.create(pool);
        }
        if (pool.order == 0) {
            placement.fillsTo(decision.ceilingPercent());
        }
        if (next != null) {
            next.spilled = decision.spillUnits();
        }
    }

    private Observation observation() {
        List<Node> nodes = new ArrayList<>(pool.nodes.size());
        List<media.sluice.operator.scaling.Leg> legs = new ArrayList<>(256);
        for (MediaNode node : pool.nodes) {
            nodes.add(
                    new Node(
                            node.name,
                            "zone-" + node.zone,
                            "host-" + node.name,
                            phase(node),
                            node.load,
                            node.isSilent,
                            false));
            for (Leg leg : node.legs) {
                legs.add(leg.report());
            }
        }
        boolean isFirst = pool == cluster.pools().getFirst();
        return new Observation(
                cluster.nowMillis(),
                policy,
                nodes,
                legs,
                new Demand(
                        isFirst ? cluster.waitingStreams() : 0, pool.spilled, List.of(), List.of()),
                new Supply(cluster.parameters().streamsOfANode(), 1, pool.quota, pool.provision),
                0,
                false,
                memory);
    }

    private static Node.Phase phase(MediaNode node) {
        return switch (node.phase) {
            case STARTING -> Node.Phase.STARTING;
            case READY -> Node.Phase.READY;
            case CORDONED -> Node.Phase.CORDONED;
            case LEAVING, GONE -> Node.Phase.LEAVING;
        };
    }
}
