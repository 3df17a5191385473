package media.sluice.core.ice;

import java.util.Arrays;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The checks that an agent has accepted last, by transaction id and pair. A check is authentic
 * wherever it comes from: whoever has heard one could send it again from an address of their own,
 * and media would go there. A client repeats one only over the pair that it tests (RFC 8489
 * §6.2.1), every other check has an id of its own.
 */
final class SeenChecks {
    /** Two pairs, each checked every 2.5 s: 20 minutes; at the highest rate five seconds. */
    static final int CAPACITY = 1_024;

    private static final int FIRST_CAPACITY = 64;

    /** What {@link #find} says of a new transaction. */
    static final int NEW = -1;

    /** The pair over which each came first; null when that was at another node. */
    private @Nullable IcePair[] pairs = new @Nullable IcePair[FIRST_CAPACITY];

    private int[] highs = new int[FIRST_CAPACITY];
    private long[] lows = new long[FIRST_CAPACITY];
    private int next;
    private int kept;

    /** Where a transaction is kept, or {@link #NEW}. */
    int find(int transactionHigh, long transactionLow) {
        for (int i = 0; i < kept; i++) {
            if (lows[i] == transactionLow && highs[i] == transactionHigh) {
                return i;
            }
        }
        return NEW;
    }

    /** Whether a transaction that was {@link #find found} came first over this pair. */
    boolean isAt(int index, int socket, TransportAddress remote) {
        var pair = pairs[index];
        return pair != null && pair.socket == socket && pair.remote.equals(remote);
    }

    /** Keeps a transaction in place of the oldest; without a pair when it came to another node. */
    void add(int transactionHigh, long transactionLow, @Nullable IcePair pair) {
        if (next == highs.length) {
            grow();
        }
        highs[next] = transactionHigh;
        lows[next] = transactionLow;
        pairs[next] = pair;
        kept = Math.max(kept, next + 1);
        next = (next + 1) % CAPACITY;
    }

    private void grow() {
        int larger = Math.min(2 * highs.length, CAPACITY);
        highs = Arrays.copyOf(highs, larger);
        lows = Arrays.copyOf(lows, larger);
        pairs = Arrays.copyOf(pairs, larger);
    }

    /** Writes all, oldest first: 12 bytes each. */
    void export(StateWriter out) {
        out.i32(kept);
        for (int i = kept; i > 0; i--) {
            int at = Math.floorMod(next - i, CAPACITY);
            out.i32(highs[at]).i64(lows[at]);
        }
    }

    /** Adds those of another node that are new here. */
    void restore(StateReader in) throws CorruptStateException {
        int count = in.count(CAPACITY);
        for (int i = 0; i < count; i++) {
            int high = in.i32();
            long low = in.i64();
            if (find(high, low) == NEW) {
                add(high, low, null);
            }
        }
    }
}
