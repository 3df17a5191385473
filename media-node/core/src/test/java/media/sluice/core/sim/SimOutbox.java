package media.sluice.core.sim;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/** Where a peer puts the datagrams it sends, written in place or copied from elsewhere. */
public final class SimOutbox implements DatagramSink {

    /** Takes one sent datagram; the bytes belong to the consumer. */
    @FunctionalInterface
    public interface Consumer {
        void accept(int socket, TransportAddress remote, byte[] payload);
    }

    private static final int CAPACITY = 65_535;

    private final byte[] room = new byte[CAPACITY];
    private final MemorySegment segment = MemorySegment.ofArray(room);
    private final Consumer consumer;

    /** An outbox over a real or simulated network. */
    public SimOutbox(Consumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public long reserve(int capacity) {
        return capacity <= CAPACITY ? 0 : FULL;
    }

    @Override
    public void commit(int length, int socket, TransportAddress remote) {
        consumer.accept(socket, remote, Arrays.copyOf(room, length));
    }

    /** Sends a copy of the bytes from the node's address with index {@code socket}. */
    public void send(int socket, TransportAddress remote, byte[] payload) {
        consumer.accept(socket, remote, payload.clone());
    }
}
