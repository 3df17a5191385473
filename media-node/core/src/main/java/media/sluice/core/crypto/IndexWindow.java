package media.sluice.core.crypto;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.HotPath;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Which of the latest 1,024 numbers of a counter have been used: the replay window of a receiver
 * (RFC 3711 §3.3.2, RFC 6347 §4.1.2.6), and the memory of a sender that must not seal a number
 * twice. Owned by one state machine.
 */
@HotPath
public final class IndexWindow {

    /** Numbers remembered: that of libwebrtc, so nothing it would still take is lost here. */
    public static final int SIZE = 1024;

    /** {@link #highest()} before any number was used. */
    public static final long NONE = -1;

    private static final int VERSION = 1;
    private static final int WORDS = SIZE / Long.SIZE;

    private final long[] used = new long[WORDS];
    private long highest = NONE;

    /** The highest number used, or {@link #NONE}. */
    public long highest() {
        return highest;
    }

    public boolean isEmpty() {
        return highest == NONE;
    }

    /** Whether {@code index} lies so far back that the window cannot tell. */
    public boolean isTooOld(long index) {
        return index < 0 || index <= highest - SIZE;
    }

    /** Whether {@code index}, which is not too old, has been used. */
    public boolean isUsed(long index) {
        return index <= highest && (used[word(index)] & bit(index)) != 0;
    }

    /** Whether {@code index} may be used now. */
    public boolean isFree(long index) {
        return !isTooOld(index) && !isUsed(index);
    }

    /** Remembers {@code index}, which is not too old. */
    public void mark(long index) {
        if (index > highest) {
            if (index - highest >= SIZE) {
                fill(0);
            } else {
                for (long i = highest + 1; i < index; i++) {
                    used[word(i)] &= ~bit(i);
                }
            }
            highest = index;
        }
        used[word(index)] |= bit(index);
    }

    /** Takes every number up to {@code index} as used. */
    public void markAllUpTo(long index) {
        if (index > highest) {
            highest = index;
        }
        fill(-1L);
    }

    public void export(StateWriter writer) {
        writer.begin(VERSION).i64(highest);
        for (long word : used) {
            writer.i64(word);
        }
        writer.end();
    }

    /** Reads what {@link #export} wrote. */
    public static IndexWindow restore(StateReader reader) throws CorruptStateException {
        var window = new IndexWindow();
        reader.begin();
        window.highest = reader.i64();
        reader.require(window.highest >= NONE, "negative index");
        for (int i = 0; i < WORDS; i++) {
            window.used[i] = reader.i64();
        }
        reader.end();
        return window;
    }

    private void fill(long value) {
        for (int i = 0; i < WORDS; i++) {
            used[i] = value;
        }
    }

    private static int word(long index) {
        return (int) (index >> 6) & (WORDS - 1);
    }

    private static long bit(long index) {
        return 1L << (index & 63);
    }
}
