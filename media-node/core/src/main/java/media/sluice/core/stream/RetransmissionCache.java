package media.sluice.core.stream;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.rtp.Rtx;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Invariant;

/**
 * The packets sent last on one outgoing stream, to be sent again when the receiver reports them
 * lost. Packets lie one after another in one preallocated segment; the newest overwrite the oldest.
 *
 * <pre>{@code
 * cache.store(sequence, slot, at, length);            // RTX: before protecting; SEALED: after
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

    private static final int EMPTY = -1;

    private final MemorySegment storage;
    private final long size;
    private final RepeatForm form;
    private final int mask;
    private final int[] sequences;
    private final long[] positions;
    private final int[] lengths;
    private final long[] repeatedNanos;
    private final byte[] repeats;

    /**
     * Bytes written since the beginning, gaps at the end of the storage too: the position of the
     * next packet.
     */
    private long written;

    private int granted = EMPTY;
    private long sent;
    private long unknown;
    private long tooSoon;
    private long exhausted;

    /**
     * @param storage memory for the packets, at least one packet of 1500 bytes; owned by this cache
     *     from now on
     * @param maxPackets power of two, 16..32768: usually 512 for video and 256 for audio
     * @param form what is stored and repeated
     */
    public RetransmissionCache(MemorySegment storage, int maxPackets, RepeatForm form) {
        Invariant.range(maxPackets, 16, 32768, "cached packets");
        Invariant.check(Integer.bitCount(maxPackets) == 1, "not a power of two", maxPackets);
        Invariant.check(storage.byteSize() >= 1500, "storage too small", storage.byteSize());
        this.storage = storage;
        this.size = storage.byteSize();
        this.form = form;
        mask = maxPackets - 1;
        sequences = new int[maxPackets];
        positions = new long[maxPackets];
        lengths = new int[maxPackets];
        repeatedNanos = new long[maxPackets];
        repeats = new byte[maxPackets];
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
    public void store(int sequence, MemorySegment packet, long at, int length) {
        if (length > size) {
            return;
        }
        long offset = written % size;
        if (length > size - offset) {
            written += size - offset;
            offset = 0;
        }
        Bytes.copy(packet, at, storage, offset, length);
        int slot = sequence & mask;
        sequences[slot] = sequence & 0xFFFF;
        positions[slot] = written;
        lengths[slot] = length;
        repeats[slot] = 0;
        written += length;
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
        if (repeats[slot] > 0 && nowNanos - repeatedNanos[slot] < roundTripNanos) {
            tooSoon++;
            return RepeatVerdict.TOO_SOON;
        }
        repeats[slot]++;
        repeatedNanos[slot] = nowNanos;
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
