package media.sluice.core.ice;

import org.jspecify.annotations.Nullable;

/**
 * The checks that an agent has accepted last, by transaction id and pair. A check is authentic
 * wherever it comes from: whoever has heard one could send it again from an address of their own,
 * and media would go there. A client repeats one only over the pair that it tests (RFC 8489
 * §6.2.1), every other check has an id of its own.
 */
final class SeenChecks {
    /** Two pairs, each checked every 2.5 s: five minutes; at the highest rate a good second. */
    static final int CAPACITY = 256;

    private final int[] highs = new int[CAPACITY];
    private final long[] lows = new long[CAPACITY];
    private final @Nullable IcePair[] pairs = new @Nullable IcePair[CAPACITY];
    private int next;

    /** The pair over which a transaction came first; null when it is new. */
    @Nullable IcePair pairOf(int transactionHigh, long transactionLow) {
        for (int i = 0; i < CAPACITY; i++) {
            if (lows[i] == transactionLow && highs[i] == transactionHigh) {
                return pairs[i];
            }
        }
        return null;
    }

    /** Keeps a transaction in place of the oldest. */
    void add(int transactionHigh, long transactionLow, IcePair pair) {
        highs[next] = transactionHigh;
        lows[next] = transactionLow;
        pairs[next] = pair;
        next = (next + 1) % CAPACITY;
    }
}
