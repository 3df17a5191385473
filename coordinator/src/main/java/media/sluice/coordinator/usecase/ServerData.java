package media.sluice.coordinator.usecase;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import media.sluice.coordinator.peer.RoomOnNode;

/**
 * Messages that the server API sends into a room. One that an SDK sends again, because it got no
 * answer, has the same nonce and is dropped. Owned by the room's thread.
 */
final class ServerData {

    /** So many are remembered, as LiveKit's server does. */
    private static final int MAX_NONCES = 100;

    private final RoomContext room;
    private final Deque<byte[]> nonces = new ArrayDeque<>();

    ServerData(RoomContext room) {
        this.room = room;
    }

    /** Where the message goes; nowhere when it went already, or when nobody is in the room. */
    List<RoomOnNode> targets(byte[] nonce) {
        boolean isKnown = nonces.stream().anyMatch(known -> Arrays.equals(known, nonce));
        var legs = room.placement().legs();
        if (legs.isEmpty() || (nonce.length > 0 && isKnown)) {
            return List.of();
        }
        if (nonce.length > 0) {
            nonces.addLast(nonce.clone());
            if (nonces.size() > MAX_NONCES) {
                nonces.removeFirst();
            }
        }
        return legs;
    }
}
