package media.sluice.operator.pool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import media.sluice.operator.load.RoomLoad;
import media.sluice.operator.scaling.RoomPeaks;

/**
 * How big the rooms of a cluster became, so that it is known what becomes of those like them. Any
 * thread.
 */
public final class RoomHistory {
    private static final int NAMES = 4096;
    private static final int ASSUMED_PEAK = 4;

    private final RoomPeaks peaks = new RoomPeaks(NAMES, ASSUMED_PEAK);
    private final Map<String, Open> open = new HashMap<>();

    private record Open(String name, int peak) {}

    /** Sees the rooms that are there; those that were and are not have ended. */
    public synchronized void see(List<RoomLoad> rooms) {
        var present = new HashSet<String>();
        for (var room : rooms) {
            present.add(room.roomId());
            int now = room.participants();
            open.merge(
                    room.roomId(),
                    new Open(room.name(), now),
                    (before, seen) -> before.peak() >= seen.peak() ? before : seen);
        }
        open.entrySet()
                .removeIf(entry -> {
                    boolean isOver = !present.contains(entry.getKey());
                    if (isOver && entry.getValue().peak() > 0) {
                        peaks.ended(entry.getValue().name(), entry.getValue().peak());
                    }
                    return isOver;
                });
    }

    /** Participants to expect of a room. */
    public synchronized int expected(RoomLoad room, long nowMillis) {
        int now = room.participants();
        int expected =
                peaks.expected(room.name(), Math.max(0, nowMillis - room.openedMillis()), now);
        return room.maxParticipants() == 0
                ? expected
                : Math.clamp(expected, now, Math.max(now, room.maxParticipants()));
    }
}
