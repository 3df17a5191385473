package media.sluice.core.forwarding;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Maps running numbers of one source (sequence numbers or picture ids, extended so that they do not
 * wrap) to outgoing ones in which removed numbers leave no gap but lost ones do, so that the
 * receiver asks for what can be repaired.
 *
 * <p>Remembers the last {@code window} numbers: a late one gets the place kept for it, and no place
 * is given twice.
 *
 * <pre>
 *   source    10  11  --  13(removed)  14  15        12 arrives late
 *   outgoing   5   6  (7)              8   9          7
 * </pre>
 */
final class CompactingMap {

    /** {@link #map}: removed on purpose, now or earlier. */
    static final long REMOVED = -1;

    /** {@link #map}: the number was given out before. */
    static final long DUPLICATE = -2;

    /** {@link #map}: before the start or out of the window. */
    static final long TOO_OLD = -3;

    /**
     * A hole from this size on cannot be repaired (upstream NACK holds fewer): one lost number
     * stands for it.
     */
    static final int MAX_GAP = 256;

    private static final int EXPORTED = 64;
    private static final int UNKNOWN = 0;
    private static final int MISSING = 1;
    private static final int SENT = 2;
    private static final int GONE = 3;
    private static final int STATE_SHIFT = 16;

    /** Per number: state in bits 16-17, low 16 bits of its outgoing number below. */
    private final int[] entries;

    private final int mask;
    private boolean started;
    private long highestIn;
    private long highestOut;

    /** {@code window} is a power of two, at most 16384. */
    CompactingMap(int window) {
        entries = new int[window];
        mask = window - 1;
    }

    /** Forgets the past: {@code nextIn} will be {@code nextOut}; everything before is too old. */
    void start(long nextIn, long nextOut) {
        for (int i = 0; i < entries.length; i++) {
            entries[i] = UNKNOWN;
        }
        highestIn = nextIn - 1;
        highestOut = nextOut - 1;
        started = true;
    }

    void stop() {
        started = false;
    }

    boolean isStarted() {
        return started;
    }

    long highestIn() {
        return highestIn;
    }

    long highestOut() {
        return highestOut;
    }

    /**
     * The outgoing number of {@code in}, or a negative verdict. A number asked for a second time is
     * a duplicate.
     *
     * @param remove take it out of the outgoing space; ignored for a late one whose place is
     *     already kept
     */
    long map(long in, boolean remove) {
        if (!started) {
            return TOO_OLD;
        }
        if (in > highestIn) {
            return append(in, remove);
        }
        if (highestIn - in > mask) {
            return TOO_OLD;
        }
        int slot = (int) in & mask;
        int entry = entries[slot];
        return switch (entry >>> STATE_SHIFT) {
            case MISSING -> {
                entries[slot] = (SENT << STATE_SHIFT) | (entry & 0xFFFF);
                yield out(entry);
            }
            case SENT -> DUPLICATE;
            case GONE -> REMOVED;
            default -> TOO_OLD;
        };
    }

    /**
     * As {@link #map}, but a number given out before is given out again: several packets make one
     * picture.
     */
    long mapRepeatable(long in, boolean remove) {
        long mapped = map(in, remove);
        return mapped == DUPLICATE ? out(entries[(int) in & mask]) : mapped;
    }

    /** Whether a place is kept for this late number. */
    boolean isMissing(long in) {
        return started
                && in <= highestIn
                && highestIn - in <= mask
                && entries[(int) in & mask] >>> STATE_SHIFT == MISSING;
    }

    private long append(long in, boolean remove) {
        if (in - highestIn > MAX_GAP) {
            start(in, highestOut + 2);
        }
        while (highestIn + 1 < in) {
            put(++highestIn, MISSING, ++highestOut);
        }
        highestIn = in;
        if (remove) {
            put(in, GONE, highestOut);
            return REMOVED;
        }
        put(in, SENT, ++highestOut);
        return highestOut;
    }

    private void put(long in, int state, long out) {
        entries[(int) in & mask] = (state << STATE_SHIFT) | ((int) out & 0xFFFF);
    }

    private long out(int entry) {
        return highestOut + (short) (entry - (int) highestOut);
    }

    /**
     * Moves the outgoing numbers on: the next one is {@code nextOut}. What is missing stays missing
     * for ever.
     */
    void skipTo(long nextOut) {
        start(highestIn + 1, nextOut);
    }

    void export(StateWriter writer) {
        writer.begin(1).bool(started).i64(highestIn).i64(highestOut);
        int count = Math.min(EXPORTED, entries.length);
        writer.i32(count);
        for (int i = count - 1; i >= 0; i--) {
            writer.i32(entries[(int) (highestIn - i) & mask]);
        }
        writer.end();
    }

    void restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        boolean wasStarted = reader.bool();
        long in = reader.i64();
        long out = reader.i64();
        start(in + 1, out + 1);
        int count = reader.count(entries.length);
        for (int i = count - 1; i >= 0; i--) {
            int entry = reader.i32();
            reader.require(entry >>> STATE_SHIFT <= GONE, "unknown state of a number");
            entries[(int) (in - i) & mask] = entry;
        }
        started = wasStarted;
        reader.end();
    }
}
