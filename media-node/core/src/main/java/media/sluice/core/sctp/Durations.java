package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;

/**
 * Deadlines in exported state. Clocks of two nodes have nothing in common, so a deadline travels as
 * the time left.
 */
final class Durations {

    private static final long MAX_NANOS = 1L << 62;

    private Durations() {}

    /** Time left until a deadline, 0 or more; {@link Long#MAX_VALUE} stays what it is. */
    static long left(long deadlineNanos, long nowNanos) {
        return deadlineNanos == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(0, deadlineNanos - nowNanos);
    }

    /** The deadline that {@link #left} wrote. */
    static long deadline(StateReader reader, long nowNanos) throws CorruptStateException {
        long left = reader.i64();
        reader.require(
                left == Long.MAX_VALUE || left >= 0 && left <= MAX_NANOS, "time out of range");
        return left == Long.MAX_VALUE ? Long.MAX_VALUE : nowNanos + left;
    }
}
