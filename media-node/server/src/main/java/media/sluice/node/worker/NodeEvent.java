package media.sluice.node.worker;

import media.sluice.core.room.RoomEvent;
import media.sluice.core.session.SessionState;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** What the node tells controllers without being asked. */
public sealed interface NodeEvent {

    /** The room; empty for events of the node. */
    String roomId();

    /** ICE or DTLS of a session changed. */
    record SessionStateChanged(
            String roomId,
            String sessionId,
            SessionState state,
            @Nullable TransportAddress remote,
            String srtpProfile,
            String reason)
            implements NodeEvent {}

    /** A session ended other than by command. */
    record SessionEnded(String roomId, String sessionId, EndReason reason) implements NodeEvent {}

    /** Something in a room. */
    record InRoom(String roomId, RoomEvent event) implements NodeEvent {}

    /** The node begins to drain. */
    record Draining() implements NodeEvent {
        @Override
        public String roomId() {
            return "";
        }
    }

    /** Why a session ended. */
    enum EndReason {
        MOVED,
        ROOM_CLOSED,
        INTERNAL,
        EXPIRED
    }
}
