package media.sluice.core.sctp;

import media.sluice.core.wire.Invariant;

/**
 * How hard messages are delivered (RFC 8831 §6.4). At most one limit is set.
 *
 * @param isOrdered whether messages of the stream arrive in the order sent
 * @param maxRetransmits transmissions after the first one, 0 or more, or {@link #UNLIMITED}
 * @param lifetimeMillis how long a message is worth sending, or {@link #UNLIMITED}
 */
public record Reliability(boolean isOrdered, long maxRetransmits, long lifetimeMillis) {

    public static final long UNLIMITED = -1;

    private static final long MAX_LIMIT = 0xFFFF_FFFFL;

    public Reliability {
        Invariant.range(maxRetransmits, UNLIMITED, MAX_LIMIT, "maxRetransmits");
        Invariant.range(lifetimeMillis, UNLIMITED, MAX_LIMIT, "lifetimeMillis");
        Invariant.check(
                maxRetransmits == UNLIMITED || lifetimeMillis == UNLIMITED,
                "a channel is limited by retransmissions or by lifetime, not by both");
    }

    /** All arrives, in order. */
    public static Reliability ordered() {
        return new Reliability(true, UNLIMITED, UNLIMITED);
    }

    /** All arrives, in any order. */
    public static Reliability unordered() {
        return new Reliability(false, UNLIMITED, UNLIMITED);
    }

    /** Sent so many times after the first. */
    public static Reliability retransmits(boolean isOrdered, long count) {
        return new Reliability(isOrdered, count, UNLIMITED);
    }

    /** Sent for so long. */
    public static Reliability lifetime(boolean isOrdered, long millis) {
        return new Reliability(isOrdered, UNLIMITED, millis);
    }

    boolean isLimited() {
        return maxRetransmits != UNLIMITED || lifetimeMillis != UNLIMITED;
    }

    long expiryNanos(long nowNanos) {
        return lifetimeMillis == UNLIMITED ? Long.MAX_VALUE : nowNanos + lifetimeMillis * 1_000_000;
    }
}
