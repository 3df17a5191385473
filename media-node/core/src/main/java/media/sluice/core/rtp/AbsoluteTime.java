package media.sluice.core.rtp;

/**
 * Time formats of RTP: the 64-bit NTP timestamp (RFC 3550 §4, seconds and fraction, 32.32), its
 * middle 32 bits, and the 6.18 fixed point seconds of abs-send-time.
 */
public final class AbsoluteTime {

    /** Seconds from the NTP epoch (1900) to the Unix epoch (1970). */
    public static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long SEND_TIME_SPAN_NANOS = 64 * NANOS_PER_SECOND;

    private AbsoluteTime() {}

    /** The NTP timestamp of a time in nanoseconds since the Unix epoch. */
    public static long ntpOfUnixNanos(long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, NANOS_PER_SECOND) + NTP_TO_UNIX_SECONDS;
        return (seconds << 32) + ntpOfNanos(Math.floorMod(unixNanos, NANOS_PER_SECOND));
    }

    /**
     * A span of nanoseconds, also a negative one, as NTP difference; exact to 0.25 ns, for up to 68
     * years.
     */
    public static long ntpOfNanos(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(nanos, NANOS_PER_SECOND);
        return (seconds << 32) + (rest << 32) / NANOS_PER_SECOND;
    }

    /** An NTP difference as nanoseconds. */
    public static long nanosOfNtp(long ntp) {
        return (ntp >> 32) * NANOS_PER_SECOND + (((ntp & 0xFFFF_FFFFL) * NANOS_PER_SECOND) >>> 32);
    }

    /** The middle 32 bits: seconds modulo 65536 and 16 bits of fraction, as LSR and LRR carry. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** A span of nanoseconds in units of 1/65536 s, as DLSR carries; at most 2^32-1. */
    public static long shortOfNanos(long nanos) {
        return Math.min(ntpOfNanos(Math.max(0, nanos)) >>> 16, 0xFFFF_FFFFL);
    }

    /** Units of 1/65536 s as nanoseconds. */
    public static long nanosOfShort(long units) {
        return (units * NANOS_PER_SECOND) >> 16;
    }

    /** The 24 bits of abs-send-time for a monotonic time. */
    public static int sendTime(long nowNanos) {
        long inSpan = Math.floorMod(nowNanos, SEND_TIME_SPAN_NANOS);
        return (int) ((inSpan << 18) / NANOS_PER_SECOND) & 0xFF_FFFF;
    }
}
