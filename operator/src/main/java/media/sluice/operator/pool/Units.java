package media.sluice.operator.pool;

import java.util.Objects;
import java.util.stream.DoubleStream;
import media.sluice.operator.api.v1alpha1.Capacity;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.load.NodeLoad;
import org.jspecify.annotations.Nullable;

/**
 * In what load is reckoned: megabits per second to clients. A node that is busier than its bits say
 * (small packets, many tracks) counts as what it would send if it were as busy with bits.
 */
public final class Units {
    /** Of a bit per second. */
    public static final double PER_BPS = 1e-6;

    /** One participant of a meeting of four, before anything was seen: three others in 720p. */
    static final double OF_PARTICIPANT = 3;

    /** Few people may be silent; many are an average. */
    private static final int LEAST_PEOPLE = 10;

    /** A node of which nobody says anything: a gigabit. */
    static final double OF_NODE = 1000;

    private Units() {}

    /** What a node may carry: what its pool declares, or what the nodes say of themselves. */
    public static double declared(
            @Nullable Capacity capacity, ClusterLoad load, @Nullable Long knownBps) {
        Long declared = capacity == null ? null : capacity.egressBitsPerSecond();
        if (declared != null) {
            return declared * PER_BPS;
        }
        double said =
                load.nodes().stream()
                        .mapToLong(NodeLoad::capacityBps)
                        .filter(bps -> bps > 0)
                        .min()
                        .orElse(Objects.requireNonNullElse(knownBps, 0L));
        return said > 0 ? said * PER_BPS : OF_NODE;
    }

    /**
     * What one participant costs, on the mean of those who are there.
     *
     * @param egressBps sent to them in all
     */
    public static double ofParticipant(long egressBps, int participants) {
        boolean saysSomething = participants >= LEAST_PEOPLE && egressBps > 0;
        return saysSomething ? egressBps * PER_BPS / participants : OF_PARTICIPANT;
    }

    /** What a node may carry, before any has said it of itself. */
    public static double ofNode(@Nullable Capacity capacity) {
        return declared(capacity, ClusterLoad.UNKNOWN, null);
    }

    /** How busy a node is: the share of whatever is scarcest, 1 is all it can. */
    static double busy(NodeLoad node, @Nullable Capacity capacity, double unitsOfNode, int tracks) {
        Long packets = capacity == null ? null : capacity.packetsPerSecond();
        Integer most = capacity == null ? null : capacity.tracks();
        return DoubleStream.of(
                        node.busy(),
                        node.egressBps() * PER_BPS / unitsOfNode,
                        packets == null ? 0 : (double) node.egressPackets() / packets,
                        most == null ? 0 : (double) tracks / most)
                .max()
                .orElse(0);
    }
}
