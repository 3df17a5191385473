package media.sluice.core.ice;

/**
 * Bounds how many authentic checks a session answers: whoever has its password could else have us
 * flood an address.
 */
final class CheckRate {
    static final int PER_SECOND = 200;
    private static final long NANOS_PER_CHECK = 1_000_000_000L / PER_SECOND;

    private long takenUntilNanos = IcePair.NEVER;

    /** Whether one more may be answered now; it is counted then. */
    boolean take(long nowNanos) {
        // Virtual scheduling: the bucket holds one second's worth of tokens.
        long earliest = nowNanos - PER_SECOND * NANOS_PER_CHECK;
        long next = Math.max(takenUntilNanos, earliest) + NANOS_PER_CHECK;
        if (next > nowNanos) {
            return false;
        }
        takenUntilNanos = next;
        return true;
    }
}
