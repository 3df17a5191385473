package media.sluice.node.net;

import java.util.ArrayDeque;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** Sockets that are queues: what tests put in is received, what is sent can be taken out. */
public final class MemoryTransport implements DatagramTransport {

    /** One datagram on its way in or out. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Datagram(int socket, TransportAddress remote, byte[] payload) {}

    private final int sockets;
    private final ArrayDeque<Datagram> arrived = new ArrayDeque<>();
    private final ArrayDeque<Datagram> sent = new ArrayDeque<>();

    public MemoryTransport(int sockets) {
        this.sockets = sockets;
    }

    /** Lets a datagram arrive. */
    public void arrive(int socket, TransportAddress remote, byte[] payload) {
        arrived.add(new Datagram(socket, remote, payload));
    }

    /** The next datagram sent, or null. */
    public @Nullable Datagram pollSent() {
        return sent.poll();
    }

    @Override
    public int socketCount() {
        return sockets;
    }

    @Override
    public int port(int socket) {
        return 1 + socket;
    }

    @Override
    public int receive(ReceiveBatch into) {
        into.clear();
        while (!into.isFull() && !arrived.isEmpty()) {
            Datagram next = arrived.remove();
            into.nextSlot().put(next.payload());
            into.keep(next.payload().length, next.socket(), next.remote());
        }
        return into.count();
    }

    @Override
    public void send(TransmitBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            byte[] payload = new byte[batch.length(i)];
            batch.slot(i).get(payload);
            sent.add(new Datagram(batch.socket(i), batch.remote(i), payload));
        }
        batch.clear();
    }

    @Override
    public void await(long timeoutNanos) {}

    @Override
    public void wake() {}

    @Override
    public void close() {}
}
