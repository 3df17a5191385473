package media.sluice.operator.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import media.sluice.operator.api.v1alpha1.Capacity;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.load.NodeLoad;
import media.sluice.operator.load.RoomLoad;
import media.sluice.operator.scaling.CapacityEstimate;
import media.sluice.operator.scaling.Demand;
import media.sluice.operator.scaling.Leg;
import media.sluice.operator.scaling.Node;
import media.sluice.operator.scaling.Observation;
import media.sluice.operator.scaling.Policy;
import media.sluice.operator.scaling.Supply;
import org.jspecify.annotations.Nullable;

/** One look at a pool: its nodes, and what its cluster's coordinator says of them. */
public final class PoolView {
    private static final long SILENT_MILLIS = 10_000;

    private final List<PoolNode> nodes;
    private final ClusterLoad load;
    private final @Nullable Capacity declared;
    private final String revision;
    private final Map<String, NodeLoad> carried;
    private final Map<String, Integer> tracks;
    private final double unitsOfParticipant;

    /**
     * What was seen.
     *
     * @param revision of new nodes
     */
    public PoolView(
            List<PoolNode> nodes, ClusterLoad load, @Nullable Capacity declared, String revision) {
        this.nodes = List.copyOf(nodes);
        this.load = load;
        this.declared = declared;
        this.revision = revision;
        carried =
                load.nodes().stream()
                        .collect(Collectors.toMap(NodeLoad::nodeId, Function.identity()));
        tracks = sumByNode(load, RoomLoad.Leg::tracks);
        unitsOfParticipant = unitsOfParticipant(sumByNode(load, RoomLoad.Leg::participants));
    }

    private static Map<String, Integer> sumByNode(
            ClusterLoad load, Function<RoomLoad.Leg, Integer> value) {
        return load.rooms().stream()
                .flatMap(room -> room.legs().stream())
                .collect(Collectors.toMap(RoomLoad.Leg::nodeId, value, Integer::sum));
    }

    /** With what each node was seen to carry, if it may be learned. */
    public CapacityEstimate learned(CapacityEstimate before, long nowMillis) {
        if (declared != null && Boolean.FALSE.equals(declared.learned()) || !load.isFresh()) {
            return before;
        }
        var next = before;
        for (var node : nodes) {
            var seen = carried.get(node.name());
            if (seen != null && node.isReady()) {
                next = next.withNode(nowMillis, seen.busy(), seen.egressBps() * Units.PER_BPS);
            }
        }
        return next;
    }

    /** What the autoscaler sees. */
    public Observation observe(
            long nowMillis, Policy policy, PoolMemory memory, Demand demand, RoomHistory history) {
        double units = memory.capacity().unitsPerNode();
        return new Observation(
                nowMillis,
                policy,
                nodes.stream().filter(node -> !node.isGoing()).map(n -> node(n, units)).toList(),
                legs(nowMillis, units, history),
                demand,
                new Supply(
                        units, memory.capacity().shared(), Integer.MAX_VALUE, memory.provision()),
                load.ageMillis(),
                false,
                memory.scaling());
    }

    /** What those who wait for a node will bring. */
    public double waitingUnits() {
        return load.waitingJoins() * unitsOfParticipant;
    }

    /** What one participant costs, on the mean of the pool. */
    public double unitsOfParticipant() {
        return unitsOfParticipant;
    }

    private double unitsOfParticipant(Map<String, Integer> participants) {
        long bps = 0;
        int people = 0;
        for (var node : nodes) {
            var seen = carried.get(node.name());
            bps += seen == null ? 0 : seen.egressBps();
            people += participants.getOrDefault(node.name(), 0);
        }
        return Units.ofParticipant(bps, people);
    }

    private Node node(PoolNode node, double units) {
        var seen = carried.get(node.name());
        return new Node(
                node.name(),
                node.zone(),
                node.host(),
                phase(node),
                seen == null ? 0 : units(seen, units),
                isSilent(node, seen),
                !node.revision().equals(revision));
    }

    private double units(NodeLoad seen, double units) {
        int own = tracks.getOrDefault(seen.nodeId(), 0);
        return Units.busy(seen, declared, units, own) * units;
    }

    private static boolean isSilent(PoolNode node, @Nullable NodeLoad seen) {
        return node.phase() == NodePhase.READY
                && (seen == null || seen.silentMillis() > SILENT_MILLIS);
    }

    private static Node.Phase phase(PoolNode node) {
        if (node.phase() == NodePhase.LOST || node.phase() == NodePhase.DELETING) {
            return Node.Phase.LEAVING;
        }
        return switch (node.wish()) {
            case SHRINK -> Node.Phase.CORDONED;
            case LEAVE, CLOSE -> Node.Phase.LEAVING;
            case SERVE -> node.phase() == NodePhase.READY ? Node.Phase.READY : Node.Phase.STARTING;
        };
    }

    private List<Leg> legs(long nowMillis, double units, RoomHistory history) {
        var own = nodes.stream().map(PoolNode::name).collect(Collectors.toSet());
        var legs = new ArrayList<Leg>();
        for (var room : load.rooms()) {
            int now = room.participants();
            double growth = (double) history.expected(room, nowMillis) / Math.max(1, now);
            for (var leg : room.legs()) {
                if (own.contains(leg.nodeId())) {
                    double legUnits = units(leg, units);
                    double usual = leg.participants() * unitsOfParticipant;
                    legs.add(
                            new Leg(
                                    leg.nodeId(),
                                    legUnits,
                                    growth > 1 ? Math.max(legUnits, usual) * growth : legUnits,
                                    leg.participants(),
                                    room.legs().size() - 1));
                }
            }
        }
        return legs;
    }

    /** A leg's part of its node's load: its part of the tracks. */
    private double units(RoomLoad.Leg leg, double units) {
        var seen = carried.get(leg.nodeId());
        int all = tracks.getOrDefault(leg.nodeId(), 0);
        return seen == null || all == 0 ? 0 : units(seen, units) * leg.tracks() / all;
    }
}
