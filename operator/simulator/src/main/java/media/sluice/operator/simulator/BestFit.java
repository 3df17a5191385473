package media.sluice.operator.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our coordinator's placement: a room goes to the fullest node that has place for what it is
 * expected to become; who does not fit there any more joins it through another node.
 */
final class BestFit implements Placement {

    private final double fill;
    private final double overload;
    private final Parameters parameters;
    private final boolean spans;
    private final Headroom headroom;

    /** New rooms fill nodes to here, while there are more nodes than it takes to fill them. */
    private double ceiling;

    BestFit(Parameters parameters, int fillPercent, boolean spans, Headroom headroom) {
        this.parameters = parameters;
        this.spans = spans;
        this.headroom = headroom;
        fill = parameters.streamsOfANode() * fillPercent / 100.0;
        ceiling = fill;
        overload = parameters.streamsOfANode() * parameters.overloadPercent() / 100.0;
    }

    /** What the operator tells the coordinator. */
    void fillsTo(int percent) {
        ceiling = parameters.streamsOfANode() * percent / 100.0;
    }

    @Override
    public @Nullable MediaNode forRoom(Room room, List<MediaNode> nodes) {
        int expected = room.legs.isEmpty() ? headroom.expected(room) : room.participants;
        return fitting(parameters.streams(expected, expected), nodes);
    }

    /** For what is there already, when its node goes. */
    @Nullable MediaNode forLeg(Leg leg, List<MediaNode> nodes) {
        return fittest(Math.max(leg.committed, leg.load), nodes, leg.node, fill);
    }

    /**
     * Best fit below the ceiling; beyond it spread over the nodes that are promised the least. When
     * it fits nowhere, there too, if that node can take what is there now.
     */
    private @Nullable MediaNode fitting(double streams, List<MediaNode> nodes) {
        MediaNode fits = fittest(streams, nodes, null, ceiling);
        if (fits != null) {
            return fits;
        }
        MediaNode least = null;
        for (MediaNode node : nodes) {
            boolean isPlace = takes(node) && !node.isOverloaded();
            if (isPlace && (least == null || hasMoreLeft(node, least))) {
                least = node;
            }
        }
        return least;
    }

    private boolean hasMoreLeft(MediaNode node, MediaNode than) {
        return node.committed + headroom.of(node) < than.committed + headroom.of(than);
    }

    private @Nullable MediaNode fittest(
            double streams, List<MediaNode> nodes, @Nullable MediaNode except, double limit) {
        MediaNode best = null;
        for (MediaNode node : nodes) {
            boolean fits =
                    takes(node)
                            && node != except
                            && node.committed + streams
                                    <= Math.min(limit, overload - headroom.of(node));
            if (fits && (best == null || isBefore(node, best))) {
                best = node;
            }
        }
        return best;
    }

    /** Pools in their order; in one of them the fullest node. */
    private static boolean isBefore(MediaNode node, MediaNode best) {
        return node.pool == best.pool
                ? node.committed > best.committed
                : node.pool.order < best.pool.order;
    }

    private static boolean takes(MediaNode node) {
        return node.isReady() && !node.isSilent;
    }

    @Override
    public @Nullable MediaNode forJoin(Room room, List<MediaNode> nodes) {
        int inRoom = room.participants + 1;
        for (Leg leg : room.legs) {
            double grows = parameters.streams(leg.participants + 1, inRoom) - leg.load;
            boolean hasPlace = !leg.node.isOverloaded() && leg.node.load + grows <= fill;
            boolean isOpen = leg.node.phase == MediaNode.Phase.READY && !leg.node.isSilent;
            if (!spans || isOpen && hasPlace) {
                return leg.node;
            }
        }
        return fitting(parameters.streams(1, inRoom), nodes);
    }

    @Override
    public boolean spansNodes() {
        return spans;
    }

    /** What a node keeps free for a crash of another, and what a room is expected to become. */
    interface Headroom {

        double of(MediaNode node);

        int expected(Room room);
    }
}
