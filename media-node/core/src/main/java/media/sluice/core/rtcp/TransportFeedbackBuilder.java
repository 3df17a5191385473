package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Composes one transport-wide feedback packet: packets are added in order of their sequence number,
 * then the packet is written. Single owner; reuse it, it allocates nothing.
 */
public final class TransportFeedbackBuilder {

    /** Most packets that one feedback message tells of. */
    public static final int MAX_STATUSES = 1024;

    private static final int MAX_SMALL_DELTA = 255;

    private final byte[] symbols = new byte[MAX_STATUSES];
    private final short[] deltas = new short[MAX_STATUSES];
    private int count;
    private int received;
    private int deltaBytes;
    private int capacity;
    private int baseSequence;
    private int referenceTime;

    /**
     * Begins a message.
     *
     * @param baseSequence transport-wide sequence number of the packet added first
     * @param referenceTime in units of 64 ms, low 24 bits count; the first delta is relative to it
     * @param maxLength bytes that the message may take
     */
    public void start(int baseSequence, int referenceTime, int maxLength) {
        this.baseSequence = baseSequence;
        this.referenceTime = referenceTime;
        this.capacity = maxLength;
        count = 0;
        received = 0;
        deltaBytes = 0;
    }

    /** Adds a packet that did not arrive; false when the message is full. */
    public boolean lost() {
        return add(TransportFeedback.NOT_RECEIVED, 0);
    }

    /**
     * Adds a packet that arrived {@code delta} units of 250 µs after the one added before; false,
     * and nothing is added, when the message is full or the delta does not fit 16 bits.
     */
    public boolean received(long delta) {
        if (delta != (short) delta) {
            return false;
        }
        boolean isSmall = delta >= 0 && delta <= MAX_SMALL_DELTA;
        if (!add(
                isSmall ? TransportFeedback.SMALL_DELTA : TransportFeedback.LARGE_DELTA,
                isSmall ? 1 : 2)) {
            return false;
        }
        deltas[received++] = (short) delta;
        return true;
    }

    /** Packets added. */
    public int count() {
        return count;
    }

    /**
     * Writes the message.
     *
     * @param feedbackCount number of this message, low 8 bits count
     * @return bytes written, at most the {@code maxLength} of {@link #start}
     */
    public int write(
            MemorySegment segment, long at, int senderSsrc, int mediaSsrc, int feedbackCount) {
        Bytes.put8(segment, at, 0x80 | RtcpType.FMT_TRANSPORT_WIDE);
        Bytes.put8(segment, at + 1, RtcpType.TRANSPORT_FEEDBACK);
        Bytes.put32(segment, at + 4, senderSsrc);
        Bytes.put32(segment, at + 8, mediaSsrc);
        Bytes.put16(segment, at + 12, baseSequence);
        Bytes.put16(segment, at + 14, count);
        Bytes.put24(segment, at + 16, referenceTime);
        Bytes.put8(segment, at + 19, feedbackCount);
        long end = writeDeltas(segment, writeChunks(segment, at + TransportFeedback.FIRST_CHUNK));
        int padding = (int) (-(end - at) & 3);
        Bytes.zero(segment, end, padding);
        int length = (int) (end - at) + padding;
        Bytes.put16(segment, at + 2, length / 4 - 1);
        return length;
    }

    private boolean add(int symbol, int deltaLength) {
        if (count == MAX_STATUSES || worstLength(count + 1, deltaBytes + deltaLength) > capacity) {
            return false;
        }
        symbols[count++] = (byte) symbol;
        deltaBytes += deltaLength;
        return true;
    }

    private static int worstLength(int statuses, int deltaBytes) {
        int chunks =
                (statuses + TransportFeedback.TWO_BIT_SYMBOLS - 1)
                        / TransportFeedback.TWO_BIT_SYMBOLS;
        return (TransportFeedback.FIRST_CHUNK + 2 * chunks + deltaBytes + 3) & ~3;
    }

    private long writeChunks(MemorySegment segment, long from) {
        long at = from;
        for (int i = 0; i < count; at += 2) {
            int run = run(i);
            boolean twoBit = hasLargeDelta(i, TransportFeedback.ONE_BIT_SYMBOLS);
            int vector =
                    twoBit ? TransportFeedback.TWO_BIT_SYMBOLS : TransportFeedback.ONE_BIT_SYMBOLS;
            if (run >= vector || run == count - i) {
                Bytes.put16(segment, at, symbols[i] << 13 | run);
                i += run;
            } else {
                Bytes.put16(segment, at, vectorChunk(i, vector, twoBit));
                i += vector;
            }
        }
        return at;
    }

    private int vectorChunk(int from, int symbolsInChunk, boolean twoBit) {
        int bits = twoBit ? 2 : 1;
        int chunk = twoBit ? 0b11 : 0b10;
        for (int i = from; i < from + symbolsInChunk; i++) {
            chunk = chunk << bits | (i < count ? symbols[i] : 0);
        }
        return chunk;
    }

    private long writeDeltas(MemorySegment segment, long from) {
        long at = from;
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (symbols[i] == TransportFeedback.SMALL_DELTA) {
                Bytes.put8(segment, at++, deltas[next++]);
            } else if (symbols[i] == TransportFeedback.LARGE_DELTA) {
                Bytes.put16(segment, at, deltas[next++]);
                at += 2;
            }
        }
        return at;
    }

    private int run(int from) {
        int limit = Math.min(count, from + TransportFeedback.MAX_RUN);
        int end = from + 1;
        while (end < limit && symbols[end] == symbols[from]) {
            end++;
        }
        return end - from;
    }

    private boolean hasLargeDelta(int from, int within) {
        int limit = Math.min(count, from + within);
        for (int i = from; i < limit; i++) {
            if (symbols[i] == TransportFeedback.LARGE_DELTA) {
                return true;
            }
        }
        return false;
    }
}
