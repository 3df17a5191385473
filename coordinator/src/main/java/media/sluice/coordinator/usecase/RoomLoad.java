package media.sluice.coordinator.usecase;

import java.util.List;
import media.sluice.coordinator.room.RoomFacts;

/**
 * What a room asks of its nodes.
 *
 * @param facts the room
 * @param legs its part on each node that carries it
 */
public record RoomLoad(RoomFacts facts, List<Leg> legs) {
    /** Copies the list. */
    public RoomLoad {
        legs = List.copyOf(legs);
    }

    /**
     * A room's part on one node.
     *
     * @param nodeId the node
     * @param participants those with a session there, or on the way
     * @param tracks that those receive or send
     */
    public record Leg(String nodeId, int participants, int tracks) {}
}
