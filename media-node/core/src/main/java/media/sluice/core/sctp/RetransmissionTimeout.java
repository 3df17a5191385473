package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * RTO from round trip times (RFC 9260 §6.3.1). The bounds are those of data channels, not of the
 * RFC: a message of a call is late after a second, and whether the path is gone for good is for ICE
 * to say, so the timer is not backed off beyond three seconds.
 */
final class RetransmissionTimeout {

    static final long INITIAL_NANOS = 500_000_000L;
    static final long MIN_NANOS = 400_000_000L;
    static final long MAX_NANOS = 3_000_000_000L;

    private static final int VERSION = 1;
    private static final long MAX_ROUND_TRIP_NANOS = 60_000_000_000L;

    private long smoothedNanos;
    private long variationNanos;
    private long timeoutNanos = INITIAL_NANOS;

    /** The current timeout. */
    long nanos() {
        return timeoutNanos;
    }

    /** Smoothed round trip time, 0 before the first measurement. */
    long smoothedNanos() {
        return smoothedNanos;
    }

    /** Takes a measurement; ends a back-off. */
    void onRoundTrip(long measuredNanos) {
        long nanos = Math.clamp(measuredNanos, 0L, MAX_ROUND_TRIP_NANOS);
        if (smoothedNanos == 0) {
            smoothedNanos = Math.max(1, nanos);
            variationNanos = nanos / 2;
        } else {
            variationNanos += (Math.abs(smoothedNanos - nanos) - variationNanos) / 4;
            smoothedNanos = Math.max(1, smoothedNanos + (nanos - smoothedNanos) / 8);
        }
        timeoutNanos = Math.clamp(smoothedNanos + 4 * variationNanos, MIN_NANOS, MAX_NANOS);
    }

    /** The timer expired: twice the time from now on. */
    void onExpiry() {
        timeoutNanos = Math.min(2 * timeoutNanos, MAX_NANOS);
    }

    void export(StateWriter writer) {
        writer.begin(VERSION).i64(smoothedNanos).i64(variationNanos).i64(timeoutNanos).end();
    }

    static RetransmissionTimeout restore(StateReader reader) throws CorruptStateException {
        var timeout = new RetransmissionTimeout();
        reader.begin();
        timeout.smoothedNanos = reader.i64();
        timeout.variationNanos = reader.i64();
        timeout.timeoutNanos = reader.i64();
        reader.require(
                isRoundTrip(timeout.smoothedNanos)
                        && isRoundTrip(timeout.variationNanos)
                        && timeout.timeoutNanos >= MIN_NANOS
                        && timeout.timeoutNanos <= MAX_NANOS,
                "retransmission timeout out of range");
        reader.end();
        return timeout;
    }

    private static boolean isRoundTrip(long nanos) {
        return nanos >= 0 && nanos <= MAX_ROUND_TRIP_NANOS;
    }
}
