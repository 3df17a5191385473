package media.sluice.operator.load;

import java.util.List;

/**
 * A room and its nodes.
 *
 * @param roomId another one each time a room of the name opens
 * @param name what people call it
 * @param openedMillis milliseconds since 1970-01-01 UTC
 * @param maxParticipants 0 when there is no limit
 */
public record RoomLoad(
        String roomId, String name, long openedMillis, int maxParticipants, List<Leg> legs) {
    /** Copies the list. */
    public RoomLoad {
        legs = List.copyOf(legs);
    }

    /** Participants on all nodes. One that moves is on two. */
    public int participants() {
        return legs.stream().mapToInt(Leg::participants).sum();
    }

    /**
     * The part that one node carries.
     *
     * @param participants with a session there, or on the way
     * @param tracks that those receive or send
     */
    public record Leg(String nodeId, int participants, int tracks) {}
}
