package media.sluice.core.srtp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** SSRC to stream, by open addressing without boxing; bounded, and nothing is ever removed. */
final class StreamTable<T> {

    private static final int FIRST_SLOTS = 8;

    private final int maxStreams;
    private int[] ssrcs = new int[FIRST_SLOTS];
    private @Nullable Object[] streams = new Object[FIRST_SLOTS];
    private int[] order = new int[FIRST_SLOTS];
    private int size;

    StreamTable(int maxStreams) {
        this.maxStreams = maxStreams;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == maxStreams;
    }

    @SuppressWarnings("unchecked") // only T is ever put
    @Nullable T find(int ssrc) {
        return (T) streams[slot(ssrc)];
    }

    /** The {@code nth} stream put, 0..{@link #size()}-1. */
    @SuppressWarnings({"unchecked", "NullAway"}) // every ordered SSRC has a stream
    T nth(int nth) {
        return (T) streams[slot(order[nth])];
    }

    int ssrcOfNth(int nth) {
        return order[nth];
    }

    /** Adds a stream under an SSRC that has none; the table must not be full. */
    void put(int ssrc, T stream) {
        if (2 * (size + 1) > ssrcs.length) {
            grow();
        }
        int slot = slot(ssrc);
        ssrcs[slot] = ssrc;
        streams[slot] = stream;
        order[size++] = ssrc;
    }

    private void grow() {
        int[] oldSsrcs = ssrcs;
        @Nullable Object[] old = streams;
        ssrcs = new int[oldSsrcs.length * 2];
        streams = new Object[ssrcs.length];
        order = Arrays.copyOf(order, ssrcs.length);
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                int slot = slot(oldSsrcs[i]);
                ssrcs[slot] = oldSsrcs[i];
                streams[slot] = old[i];
            }
        }
    }

    private int slot(int ssrc) {
        int mask = ssrcs.length - 1;
        int hash = ssrc * 0x9E37_79B9;
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (streams[slot] != null && ssrcs[slot] != ssrc) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
