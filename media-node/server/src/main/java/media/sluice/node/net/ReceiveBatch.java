package media.sluice.node.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import media.sluice.core.wire.TransportAddress;

/**
 * Datagrams of one wake-up in preallocated slots of native memory. Filled by the transport, read by
 * the worker.
 */
public final class ReceiveBatch {

    /**
     * Most datagrams per wake-up: enough to amortise the wake-up, few enough to stay in the cache.
     */
    public static final int CAPACITY = 64;

    /**
     * Bytes per slot. WebRTC stays below 1,500; a datagram that fills a slot was cut and is
     * dropped.
     */
    public static final int SLOT_BYTES = 2_048;

    private static final TransportAddress NOBODY = TransportAddress.ofIpv4(0, 0);

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY * SLOT_BYTES);
    private final MemorySegment segment = MemorySegment.ofBuffer(buffer);
    private final int[] lengths = new int[CAPACITY];
    private final int[] sockets = new int[CAPACITY];
    private final TransportAddress[] remotes = new TransportAddress[CAPACITY];
    private int count;

    public ReceiveBatch() {
        java.util.Arrays.fill(remotes, NOBODY);
    }

    /** The memory all offsets refer to. */
    public MemorySegment segment() {
        return segment;
    }

    /** Datagrams in the batch. */
    public int count() {
        return count;
    }

    /** Where datagram {@code index} begins. */
    public long offset(int index) {
        return (long) index * SLOT_BYTES;
    }

    /** Bytes of datagram {@code index}. */
    public int length(int index) {
        return lengths[index];
    }

    /** Socket that received datagram {@code index}. */
    public int socket(int index) {
        return sockets[index];
    }

    /** Sender of datagram {@code index}. */
    public TransportAddress remote(int index) {
        return remotes[index];
    }

    void clear() {
        count = 0;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    /** The next slot as a buffer ready to be filled; the same object each time. */
    ByteBuffer nextSlot() {
        int at = count * SLOT_BYTES;
        return buffer.limit(at + SLOT_BYTES).position(at);
    }

    /** Keeps what was put into the next slot. */
    void keep(int length, int socket, TransportAddress remote) {
        lengths[count] = length;
        sockets[count] = socket;
        remotes[count] = remote;
        count++;
    }
}
