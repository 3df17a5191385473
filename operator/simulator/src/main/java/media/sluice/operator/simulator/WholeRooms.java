package media.sluice.operator.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A room stays on the node that it began on, and takes everybody there: what the peers do. */
final class WholeRooms implements Placement {

    private final double fullest;
    private final Cluster cluster;

    private WholeRooms(double fullest, Cluster cluster) {
        this.fullest = fullest;
        this.cluster = cluster;
    }

    /** The node with the least load, as LiveKit's selector by load. */
    static WholeRooms leastLoaded(Cluster cluster) {
        return new WholeRooms(0, cluster);
    }

    /**
     * The fullest node that a room fits on below so many streams: Agones' packed allocation by a
     * counter, to which an allocation adds what the room is expected to become.
     */
    static WholeRooms packedBelow(double streams, Cluster cluster) {
        return new WholeRooms(streams, cluster);
    }

    @Override
    public @Nullable MediaNode forRoom(Room room, List<MediaNode> nodes) {
        int expected = cluster.expected(room);
        double streams = cluster.parameters().streams(expected, expected);
        MediaNode packed = null;
        MediaNode least = null;
        for (MediaNode node : nodes) {
            if (!node.isReady() || node.isSilent) {
                continue;
            }
            boolean fits = node.committed + streams <= fullest;
            if (fits && (packed == null || node.committed > packed.committed)) {
                packed = node;
            }
            if (least == null || node.load < least.load) {
                least = node;
            }
        }
        return packed != null ? packed : least;
    }

    @Override
    public @Nullable MediaNode forJoin(Room room, List<MediaNode> nodes) {
        return room.legs.getFirst().node;
    }

    @Override
    public boolean spansNodes() {
        return false;
    }
}
