package media.sluice.operator.desired.node;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import media.sluice.operator.api.v1alpha1.Exposure;
import media.sluice.operator.api.v1alpha1.ExposureType;
import media.sluice.operator.api.v1alpha1.PortRange;
import org.jspecify.annotations.Nullable;

/**
 * The UDP ports of a pool's nodes. A node's follow from its ordinal alone, so no table must be kept
 * and none can leak; two pods with the same ports are kept apart by the scheduler.
 *
 * @param lowest first port of ordinal 0
 * @param perNode ports of one node
 * @param slots nodes that differ in their ports; after that they begin again
 */
public record PoolPorts(boolean isHostNetwork, int lowest, int perNode, int slots) {
    private static final int LOWEST = 31_000;
    private static final int HIGHEST = 31_999;
    private static final int PER_NODE = 4;

    /** As a pool says, or as its definition has it by default. */
    public static PoolPorts of(@Nullable Exposure exposure) {
        boolean isHostNetwork = exposure != null && exposure.type() == ExposureType.HOST_NETWORK;
        PortRange range =
                exposure == null
                        ? null
                        : isHostNetwork ? exposure.hostNetwork() : exposure.hostPort();
        int lowest = or(range == null ? null : range.rangeMin(), LOWEST);
        int highest = or(range == null ? null : range.rangeMax(), HIGHEST);
        int perNode = or(range == null ? null : range.portsPerNode(), PER_NODE);
        return new PoolPorts(
                isHostNetwork, lowest, perNode, Math.max(1, (highest - lowest + 1) / perNode));
    }

    /** The ports of one node. */
    public List<Integer> of(int ordinal) {
        int first = lowest + ordinal % slots * perNode;
        return IntStream.range(first, first + perNode).boxed().toList();
    }

    private static int or(@Nullable Integer written, int usual) {
        return Objects.requireNonNullElse(written, usual);
    }
}
