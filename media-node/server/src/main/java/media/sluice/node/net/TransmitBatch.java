package media.sluice.node.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;

/**
 * Datagrams to be sent, in preallocated slots of native memory. A full batch is sent at once, so a
 * producer of datagrams meets {@link DatagramSink#FULL} only with one that is too big.
 */
public final class TransmitBatch implements DatagramSink {

    /** Datagrams per batch. Sixteen cost one percent more than fifty and leave earlier. */
    public static final int CAPACITY = 64;

    /** Bytes per slot. */
    public static final int SLOT_BYTES = 2_048;

    private static final TransportAddress NOBODY = TransportAddress.ofIpv4(0, 0);

    private final DatagramTransport transport;
    private final Counters counters;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY * SLOT_BYTES);
    private final MemorySegment segment = MemorySegment.ofBuffer(buffer);
    private final int[] lengths = new int[CAPACITY];
    private final int[] sockets = new int[CAPACITY];
    private final TransportAddress[] remotes = new TransportAddress[CAPACITY];
    private int count;

    public TransmitBatch(DatagramTransport transport, Counters counters) {
        this.transport = transport;
        this.counters = counters;
        java.util.Arrays.fill(remotes, NOBODY);
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public long reserve(int capacity) {
        if (capacity > SLOT_BYTES) {
            counters.increment(Counter.SEND_NO_SLOT);
            return FULL;
        }
        if (count == CAPACITY) {
            flush();
        }
        return (long) count * SLOT_BYTES;
    }

    @Override
    public void commit(int length, int socket, TransportAddress remote) {
        lengths[count] = length;
        sockets[count] = socket;
        remotes[count] = remote;
        count++;
    }

    /** Sends what is there. */
    public void flush() {
        if (count > 0) {
            transport.send(this);
        }
    }

    /** Datagrams waiting. */
    public int count() {
        return count;
    }

    /** Bytes of datagram {@code index}. */
    public int length(int index) {
        return lengths[index];
    }

    /** Socket to send datagram {@code index} from. */
    public int socket(int index) {
        return sockets[index];
    }

    /** Where datagram {@code index} goes. */
    public TransportAddress remote(int index) {
        return remotes[index];
    }

    /** Datagram {@code index} as a buffer ready to be read; the same object each time. */
    ByteBuffer slot(int index) {
        int at = index * SLOT_BYTES;
        return buffer.limit(at + lengths[index]).position(at);
    }

    void clear() {
        count = 0;
    }
}
