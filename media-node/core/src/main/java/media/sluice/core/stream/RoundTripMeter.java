package media.sluice.core.stream;

import java.util.Arrays;
import media.sluice.core.rtp.AbsoluteTime;

/**
 * Measures the round trip from the peer's echo of a time that was sent: a sender report (RFC 3550
 * §6.4.1) or a receiver reference time (RFC 3611 §4.5). Both come back as the middle 32 bits of the
 * NTP timestamp and the time that they lay at the peer.
 */
public final class RoundTripMeter {

    /** Times whose echo is still measured: with more than 10 s of round trip nobody talks. */
    private static final int REMEMBERED = 4;

    /** A round trip above this is an echo of something else. */
    private static final long MAX_NANOS = 10_000_000_000L;

    /** A little below zero by the coarse unit of the delay on a local network. */
    private static final long MIN_NANOS = -1_000_000L;

    private final int[] sentMiddle = new int[REMEMBERED];
    private final long[] sentNanos = new long[REMEMBERED];
    private int next;

    public RoundTripMeter() {
        Arrays.fill(sentNanos, Long.MIN_VALUE);
    }

    /** Notes an NTP timestamp that was sent now. */
    public void onSent(long ntp, long nowNanos) {
        sentMiddle[next] = AbsoluteTime.middle(ntp);
        sentNanos[next] = nowNanos;
        next = (next + 1) % REMEMBERED;
    }

    /**
     * The round trip in nanoseconds, or -1 when this is no echo of one of the last times.
     *
     * @param middle middle 32 bits of the timestamp that came back
     * @param delay how long it lay at the peer, in 1/65536 s
     */
    public long roundTripNanos(int middle, long delay, long nowNanos) {
        for (int i = 0; i < REMEMBERED; i++) {
            if (sentNanos[i] != Long.MIN_VALUE && sentMiddle[i] == middle) {
                long roundTrip = nowNanos - sentNanos[i] - AbsoluteTime.nanosOfShort(delay);
                return roundTrip > MAX_NANOS || roundTrip < MIN_NANOS ? -1 : Math.max(0, roundTrip);
            }
        }
        return -1;
    }
}
