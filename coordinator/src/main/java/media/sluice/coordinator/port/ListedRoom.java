package media.sluice.coordinator.port;

import java.util.Set;

/**
 * A room that a node says it has.
 *
 * @param roomId the room's sid
 * @param sessionIds sessions in it
 */
public record ListedRoom(String roomId, Set<String> sessionIds) {
    /** Copies the set. */
    public ListedRoom {
        sessionIds = Set.copyOf(sessionIds);
    }
}
