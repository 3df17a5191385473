package media.sluice.core.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.wire.HotPath;
import media.sluice.core.wire.Invariant;

/**
 * Packets to protect or to unprotect in one call, as a struct of arrays, so that an engine can work
 * on several keys at once (one payload, N subscribers) and hand addresses to native code. The
 * arrays are public because engines loop over them; entries 0..{@link #size()}-1 are valid. Owned
 * by one worker and reused.
 *
 * <pre>
 *  protect:    packet:  | header (in place) | prefix (in place, plain) | &lt;- payload copied from elsewhere | room for the trailer |
 *  unprotect:  packet:  | header | ciphertext | trailer |  -&gt;  | header | plaintext |   in place
 * </pre>
 *
 * The prefix is the part of the plaintext that differs per subscriber (a rewritten payload
 * descriptor, the original sequence number of RTX). The payload may be the same bytes for all
 * subscribers, or lie in place behind the prefix.
 */
@HotPath
public final class SrtpBatch {

    /** Key handle of the engine that will process the batch. */
    public final SrtpKey[] key;

    /**
     * SRTP: 48-bit packet index, ROC in front of the sequence number (RFC 3711 §3.3.1). SRTCP:
     * 31-bit index.
     */
    public final long[] index;

    /** Where the packet lies or is built. */
    public final MemorySegment[] packet;

    /** Offset of the header's first byte. */
    public final long[] packetOffset;

    /** Room at {@link #packetOffset}, header to trailer. */
    public final int[] packetCapacity;

    /**
     * Unprotect: length of the protected packet before the call. Both: length of the result after
     * it.
     */
    public final int[] packetLength;

    /** RTP header with extensions (in the clear, authenticated); 8 for RTCP. */
    public final int[] headerLength;

    /** Protect: plaintext bytes that already lie behind the header. */
    public final int[] prefixLength;

    /** Protect: where the rest of the plaintext is. */
    public final MemorySegment[] payload;

    public final long[] payloadOffset;

    /** Protect: length of the rest of the plaintext, 0 when the prefix is all of it. */
    public final int[] payloadLength;

    /** Result per entry. */
    public final CryptoStatus[] status;

    private final int capacity;
    private int size;

    /** A batch of at most {@code capacity} entries. */
    public SrtpBatch(int capacity) {
        Invariant.range(capacity, 1, 1 << 16, "batch capacity");
        this.capacity = capacity;
        key = new SrtpKey[capacity];
        index = new long[capacity];
        packet = new MemorySegment[capacity];
        packetOffset = new long[capacity];
        packetCapacity = new int[capacity];
        packetLength = new int[capacity];
        headerLength = new int[capacity];
        prefixLength = new int[capacity];
        payload = new MemorySegment[capacity];
        payloadOffset = new long[capacity];
        payloadLength = new int[capacity];
        status = new CryptoStatus[capacity];
        Arrays.fill(packet, MemorySegment.NULL);
        Arrays.fill(payload, MemorySegment.NULL);
        Arrays.fill(status, CryptoStatus.PENDING);
    }

    /** Entries staged. */
    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == capacity;
    }

    public void clear() {
        size = 0;
    }

    /**
     * Adds an entry; the batch must not be full. Fill it with {@link #plain} or {@link #sealed}.
     */
    public int add(SrtpKey entryKey, long entryIndex) {
        Invariant.check(size < capacity, "batch is full", capacity);
        int entry = size++;
        key[entry] = entryKey;
        index[entry] = entryIndex;
        status[entry] = CryptoStatus.PENDING;
        return entry;
    }

    /** Names the packet that {@code entry} builds or holds, and the room there. */
    public void packet(int entry, MemorySegment segment, long offset, int roomLength) {
        packet[entry] = segment;
        packetOffset[entry] = offset;
        packetCapacity[entry] = roomLength;
    }

    /**
     * To be protected: header and prefix lie in the packet, the payload is taken from {@code
     * source}.
     */
    public void plain(
            int entry,
            int header,
            int prefix,
            MemorySegment source,
            long sourceOffset,
            int length) {
        headerLength[entry] = header;
        prefixLength[entry] = prefix;
        payload[entry] = source;
        payloadOffset[entry] = sourceOffset;
        payloadLength[entry] = length;
        packetLength[entry] = header + prefix + length;
    }

    /** To be protected: the whole plaintext packet of {@code length} bytes lies in place. */
    public void plainInPlace(int entry, int header, int length) {
        plain(entry, header, length - header, MemorySegment.NULL, 0, 0);
    }

    /** To be unprotected in place. */
    public void sealed(int entry, int header, int length) {
        headerLength[entry] = header;
        prefixLength[entry] = 0;
        payloadLength[entry] = 0;
        packetLength[entry] = length;
    }
}
