package media.sluice.core.stream;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.rtp.Rtx;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Invariant;

/**
 * The packets sent last on one outgoing stream, to be sent again when the receiver reports them
 * lost. Packets lie one after another in one segment; the newest overwrite the oldest. Most streams
 * are slow and most participants have many, so a cache starts small and doubles, up to its limit,
 * as long as it would overwrite packets younger than {@link #HISTORY_NANOS}.
 *
 * <pre>{@code
 * cache.store(sequence, slot, at, length, now);       // RTX: before protecting; SEALED: after
 * if (cache.request(sequence, now, rtt) == RepeatVerdict.SEND) {
 *     int length = cache.writeRtx(out, outAt, rtxPayloadType, rtxSequence++, rtxSsrc);   // or writeSealed
 * }
 * }</pre>
 *
 * <p>Starts empty when its session moves to another node: a repeat from there would need the same
 * keys and index anyway, and the receiver asks for a key frame instead.
 */
public final class RetransmissionCache {

    /** Most repeats of one packet. */
    public static final int MAX_REPEATS = 3;

    /** A receiver asks for what it misses within some round trips, and gives up within this. */
    public static final long HISTORY_NANOS = 2_000_000_000L;

    private static final int EMPTY = -1;

    /**
     * How much is kept.
     *
     * @param bytes of packets, 1500 or more
     * @param packets power of two, 16..32768
     */
    public record Capacity(int bytes, int packets) {
        public Capacity {
            Invariant.check(bytes >= 1500, "storage too small", bytes);
            Invariant.range(packets, 16, 32768, "cached packets");
            Invariant.check(Integer.bitCount(packets) == 1, "not a power of two", packets);
        }
    }

    private final Capacity most;
    private final RepeatForm form;
    private MemorySegment storage;
    private long size;
    private int mask;
    private int[] sequences;
    private long[] positions;
    private int[] lengths;

    /** Of the last repeat, or of the first sending when there was none. */
    private long[] sentNanos;

    private byte[] repeats;

    /**
     * Bytes written since the beginning, gaps at the end of the storage too: the position of the
     * next packet.
     */
    private long written;

    /** Position at which the storage was last begun from its front, a multiple of its size. */
    private long front;

    /** And when. */
    private long lapNanos;

    private int granted = EMPTY;
    private long sent;
    private long unknown;
    private long tooSoon;
    private long exhausted;

    /**
     * @param first what it has from the beginning
     * @param most what it may grow to
     * @param form what is stored and repeated
     */
    public RetransmissionCache(Capacity first, Capacity most, RepeatForm form) {
        this.most = most;
        this.form = form;
        storage = MemorySegment.ofArray(new byte[first.bytes]);
        size = first.bytes;
        mask = first.packets - 1;
        sequences = new int[first.packets];
        positions = new long[first.packets];
        lengths = new int[first.packets];
        sentNanos = new long[first.packets];
        repeats = new byte[first.packets];
        Arrays.fill(sequences, EMPTY);
    }

    public RepeatForm form() {
        return form;
    }

    /**
     * Keeps a copy of a packet that is being sent for the first time.
     *
     * @param sequence outgoing sequence number, 0..65535
     * @param at start of the whole packet: plain for {@link RepeatForm#RTX}, sealed for {@link
     *     RepeatForm#SEALED}
     */
    public void store(int sequence, MemorySegment packet, long at, int length, long nowNanos) {
        if (length > size) {
            return;
        }
        reserve(length, nowNanos);
        int slot = sequence & mask;
        if (sequences[slot] != EMPTY && nowNanos - sentNanos[slot] < HISTORY_NANOS) {
            growSlots();
            slot = sequence & mask;
        }
        Bytes.copy(packet, at, storage, written - front, length);
        sequences[slot] = sequence & 0xFFFF;
        positions[slot] = written;
        lengths[slot] = length;
        sentNanos[slot] = nowNanos;
        repeats[slot] = 0;
        written += length;
    }

    /** Goes on at the front when the rest does not fit at the end, or grows. */
    private void reserve(int length, long nowNanos) {
        if (written == 0) {
            lapNanos = nowNanos;
        }
        boolean isYoung = nowNanos - lapNanos < HISTORY_NANOS;
        while (length > front + size - written && isYoung && size < most.bytes) {
            growStorage();
        }
        if (length > front + size - written) {
            front += size;
            written = front;
            lapNanos = nowNanos;
        }
    }

    /**
     * Twice the bytes. What was written since the front stays where it is and remains known; the
     * lap before it, of which a rest lay behind, does not.
     */
    private void growStorage() {
        long larger = Math.min(2 * size, most.bytes);
        MemorySegment room = MemorySegment.ofArray(new byte[(int) larger]);
        Bytes.copy(storage, 0, room, 0, written - front);
        for (int slot = 0; slot <= mask; slot++) {
            if (positions[slot] < front) {
                sequences[slot] = EMPTY;
            }
            positions[slot] -= front;
        }
        written -= front;
        front = 0;
        storage = room;
        size = larger;
    }

    /** Twice the packets; each finds its place anew. */
    private void growSlots() {
        if (mask + 1 >= most.packets) {
            return;
        }
        int count = 2 * (mask + 1);
        var oldSequences = sequences;
        var oldPositions = positions;
        var oldLengths = lengths;
        var oldNanos = sentNanos;
        var oldRepeats = repeats;
        mask = count - 1;
        sequences = new int[count];
        positions = new long[count];
        lengths = new int[count];
        sentNanos = new long[count];
        repeats = new byte[count];
        Arrays.fill(sequences, EMPTY);
        for (int old = 0; old < oldSequences.length; old++) {
            if (oldSequences[old] != EMPTY) {
                int slot = oldSequences[old] & mask;
                sequences[slot] = oldSequences[old];
                positions[slot] = oldPositions[old];
                lengths[slot] = oldLengths[old];
                sentNanos[slot] = oldNanos[old];
                repeats[slot] = oldRepeats[old];
            }
        }
    }

    /**
     * Decides on a reported loss. After {@link RepeatVerdict#SEND}, which counts as a repeat, the
     * packet is read with {@link #writeRtx} or {@link #writeSealed} before the next store.
     *
     * @param roundTripNanos to the receiver; repeats of a packet are at least this far apart
     */
    public RepeatVerdict request(int sequence, long nowNanos, long roundTripNanos) {
        int slot = sequence & mask;
        granted = EMPTY;
        if (sequences[slot] != (sequence & 0xFFFF) || positions[slot] < written - size) {
            unknown++;
            return RepeatVerdict.UNKNOWN;
        }
        if (repeats[slot] == MAX_REPEATS) {
            exhausted++;
            return RepeatVerdict.EXHAUSTED;
        }
        if (repeats[slot] > 0 && nowNanos - sentNanos[slot] < roundTripNanos) {
            tooSoon++;
            return RepeatVerdict.TOO_SOON;
        }
        repeats[slot]++;
        sentNanos[slot] = nowNanos;
        granted = slot;
        sent++;
        return RepeatVerdict.SEND;
    }

    /** Bytes of the granted packet as stored. */
    public int length() {
        Invariant.check(granted != EMPTY, "no packet was granted");
        return lengths[granted];
    }

    /** Memory that holds the granted packet at {@link #at()}; not to be written. */
    public MemorySegment segment() {
        return storage;
    }

    /** Where the granted packet starts. */
    public long at() {
        Invariant.check(granted != EMPTY, "no packet was granted");
        return positions[granted] % size;
    }

    /**
     * Writes the granted packet as RTX packet, still to be protected; transport-wide sequence
     * number and send time in it are those of the original, to be set anew.
     *
     * @return bytes written: {@link #length()} + {@link Rtx#OVERHEAD}
     */
    public int writeRtx(
            MemorySegment out, long outAt, int payloadType, int rtxSequence, int rtxSsrc) {
        Invariant.check(form == RepeatForm.RTX, "cache holds sealed packets");
        return Rtx.wrap(storage, at(), length(), out, outAt, payloadType, rtxSequence, rtxSsrc);
    }

    /**
     * Writes the granted packet byte for byte as it was sent, to be sent without protecting it
     * again.
     */
    public int writeSealed(MemorySegment out, long outAt) {
        Invariant.check(form == RepeatForm.SEALED, "cache holds plain packets");
        Bytes.copy(storage, at(), out, outAt, length());
        return length();
    }

    /** Repeats granted. */
    public long sent() {
        return sent;
    }

    /** Requests refused as {@link RepeatVerdict#UNKNOWN}. */
    public long unknown() {
        return unknown;
    }

    /** Requests refused as {@link RepeatVerdict#TOO_SOON}. */
    public long tooSoon() {
        return tooSoon;
    }

    /** Requests refused as {@link RepeatVerdict#EXHAUSTED}. */
    public long exhausted() {
        return exhausted;
    }
}
