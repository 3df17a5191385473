package media.sluice.operator.simulator;

import java.util.EnumMap;
import java.util.Map;

/**
 * The longest gap that any subscriber of each call had, and why. A call with more than two seconds
 * of it was dropped.
 */
final class CallLog {

    static final long DROPPED_OVER_MILLIS = 2_000;

    private final Map<Cause, Long> dropped = new EnumMap<>(Cause.class);
    private long calls;

    /** What silenced a subscriber. */
    enum Cause {
        NONE,
        MOVE,
        /** Its node crashed, alone or with its zone. */
        CRASH,
        /** Its node was deleted, or its machine taken, with the room still on it. */
        REMOVAL,
        /** Its node was over 100 %. */
        OVERLOAD
    }

    void gap(Room room, long millis, Cause cause) {
        if (millis > room.longestGapMillis) {
            room.longestGapMillis = millis;
            room.cause = cause;
        }
    }

    void ended(Room room) {
        calls++;
        if (room.longestGapMillis > DROPPED_OVER_MILLIS) {
            dropped.merge(room.cause, 1L, Long::sum);
        }
    }

    long calls() {
        return calls;
    }

    long dropped(Cause cause) {
        return dropped.getOrDefault(cause, 0L);
    }

    long dropped() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}
