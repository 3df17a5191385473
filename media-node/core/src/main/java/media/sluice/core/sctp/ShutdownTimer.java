package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** T2: SHUTDOWN or SHUTDOWN-ACK goes out again until it is answered (RFC 9260 §9.2). */
final class ShutdownTimer {

    private static final int VERSION = 1;

    private boolean isDue;
    private long timeoutNanos = RetransmissionTimeout.INITIAL_NANOS;
    private long deadlineNanos = Long.MAX_VALUE;

    void start(long nowNanos, long firstTimeoutNanos) {
        isDue = true;
        timeoutNanos = firstTimeoutNanos;
        deadlineNanos = nowNanos + timeoutNanos;
    }

    void stop() {
        isDue = false;
        deadlineNanos = Long.MAX_VALUE;
    }

    /** The peer shows that it has not heard. */
    void repeat() {
        isDue = deadlineNanos != Long.MAX_VALUE;
    }

    boolean isDue() {
        return isDue;
    }

    void onSent() {
        isDue = false;
    }

    long nextDeadlineNanos() {
        return deadlineNanos;
    }

    void handleTimeout(long nowNanos) {
        if (nowNanos >= deadlineNanos) {
            isDue = true;
            timeoutNanos = Math.min(2 * timeoutNanos, RetransmissionTimeout.MAX_NANOS);
            deadlineNanos = nowNanos + timeoutNanos;
        }
    }

    void export(StateWriter writer, long nowNanos) {
        writer.begin(VERSION).bool(isDue).i64(timeoutNanos);
        writer.i64(Durations.left(deadlineNanos, nowNanos)).end();
    }

    void restore(StateReader reader, long nowNanos) throws CorruptStateException {
        reader.begin();
        isDue = reader.bool();
        timeoutNanos = reader.i64();
        deadlineNanos = Durations.deadline(reader, nowNanos);
        reader.require(
                timeoutNanos > 0 && timeoutNanos <= RetransmissionTimeout.MAX_NANOS,
                "timeout out of range");
        reader.end();
    }
}
