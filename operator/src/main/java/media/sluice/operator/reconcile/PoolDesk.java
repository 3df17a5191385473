package media.sluice.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.demand.Reservations;
import media.sluice.operator.demand.Schedules;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.pool.PoolMemory;
import media.sluice.operator.pool.PoolNode;
import media.sluice.operator.pool.PoolView;
import media.sluice.operator.pool.RoomHistory;
import media.sluice.operator.pool.Units;
import media.sluice.operator.scaling.Autoscaler;
import media.sluice.operator.scaling.Decision;
import media.sluice.operator.scaling.Demand;
import media.sluice.operator.scaling.Policy;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers of one pool between two looks. One thread at a time: the framework
 * looks at a resource once at a time.
 */
final class PoolDesk {
    private static final Duration FIGURES = Duration.ofSeconds(30);

    private final Map<String, NodePhase> phases = new HashMap<>();
    private @Nullable PoolMemory memory;
    private @Nullable Instant saidAt;

    /**
     * What is looked at.
     *
     * @param takesWaiting those who wait for a node are this pool's to serve
     * @param reserved reservations of its cluster
     * @param growing pools of its cluster that may grow, in their order
     */
    record Sight(
            MediaNodePool pool,
            List<PoolNode> nodes,
            ClusterLoad load,
            String revision,
            Policy policy,
            boolean takesWaiting,
            List<CapacityReservation> reserved,
            List<MediaNodePool> growing,
            long nowMillis) {}

    PoolMemory memory() {
        return Objects.requireNonNull(memory, "asked before the first decision");
    }

    /** Asks the autoscaler, and remembers what it says of what it saw. */
    Decision decide(Sight sight, RoomHistory history, double spilledUnits) {
        var spec = sight.pool().getSpec();
        var view = new PoolView(sight.nodes(), sight.load(), spec.capacity(), sight.revision());
        var known = learned(recalled(sight), view, sight);
        if (sight.load().isFresh()) {
            history.see(sight.load().rooms());
        }
        var schedules = spec.autoscaling() == null ? null : spec.autoscaling().schedules();
        var demand =
                new Demand(
                        sight.takesWaiting() ? view.waitingUnits() : 0,
                        spilledUnits,
                        Reservations.of(
                                sight.reserved(),
                                sight.pool(),
                                sight.growing(),
                                sight.nowMillis(),
                                view.unitsOfParticipant(),
                                Units.PER_BPS),
                        Schedules.of(schedules, sight.nowMillis()));
        var decision =
                Autoscaler.decide(
                        view.observe(sight.nowMillis(), sight.policy(), known, demand, history));
        memory = known.with(decision.memory());
        return decision;
    }

    boolean hasSaidLately(Instant now) {
        return saidAt != null && saidAt.plus(FIGURES).isAfter(now);
    }

    void said(Instant now) {
        saidAt = now;
    }

    private PoolMemory recalled(Sight sight) {
        var known = memory;
        if (known != null) {
            return known;
        }
        var status = sight.pool().getStatus();
        var load = status == null ? null : status.load();
        double declared =
                Units.declared(
                        sight.pool().getSpec().capacity(),
                        sight.load(),
                        load == null ? null : load.capacityPerNode());
        return PoolMemory.of(status, sight.policy(), sight.nodes(), declared, sight.nowMillis());
    }

    private PoolMemory learned(PoolMemory known, PoolView view, Sight sight) {
        var next = known.with(view.learned(known.capacity(), sight.nowMillis()));
        for (var node : sight.nodes()) {
            var before = phases.put(node.name(), node.phase());
            if (before != null) {
                next = next.withStarted(node, before, sight.nowMillis());
            }
        }
        phases.keySet()
                .removeIf(name -> sight.nodes().stream().noneMatch(n -> n.name().equals(name)));
        return next;
    }
}
