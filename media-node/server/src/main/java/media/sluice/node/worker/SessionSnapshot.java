package media.sluice.node.worker;

import java.util.List;
import java.util.Map;
import media.sluice.core.room.DataChannels;
import media.sluice.core.room.RoomStatistics;
import media.sluice.core.session.SessionState;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one session at one moment.
 *
 * @param remote the peer's address of the selected pair; null before the first valid check
 * @param local addresses at which peers reach the socket of that pair, best first
 */
public record SessionSnapshot(
        String sessionId,
        SessionState state,
        @Nullable TransportAddress remote,
        List<TransportAddress> local,
        String srtpProfile,
        Traffic traffic,
        Map<String, Long> dropped,
        RoomStatistics streams,
        DataChannels.Statistics data) {

    public SessionSnapshot {
        local = List.copyOf(local);
        dropped = Map.copyOf(dropped);
    }

    /** Datagrams and bytes of a session. */
    public record Traffic(
            long datagramsReceived, long datagramsSent, long bytesReceived, long bytesSent) {}

    /** Sessions of one room, with the newest epoch it has seen. */
    public record OfRoom(
            String roomId,
            Epoch epoch,
            List<SessionSnapshot> sessions,
            Map<String, Long> dataDropped,
            RelaySnapshot relays) {
        public OfRoom {
            sessions = List.copyOf(sessions);
            dataDropped = Map.copyOf(dataDropped);
        }
    }
}
