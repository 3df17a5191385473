package media.sluice.node.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;

/**
 * The portable transport: non-blocking channels of the JDK and one selector. Sending allocates
 * nothing; receiving allocates the JDK's address object whenever the source differs from that
 * channel's previous one.
 */
public final class NioDatagramTransport implements DatagramTransport {

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** Longest sleep, so that a lost wake-up can never stop a worker for good. */
    private static final long MAX_SLEEP_MILLIS = 500;

    private final Counters counters;
    private final AddressCache addresses;
    private final Selector selector;
    private final DatagramChannel[] channels;
    private final int[] ports;
    private final boolean[] readable;
    private final Consumer<SelectionKey> markReadable = this::markReadable;
    private int firstSocket;

    /** Takes over the bound sockets; {@link #close()} closes them. */
    public NioDatagramTransport(List<BoundSocket> sockets, Counters counters) throws IOException {
        this.counters = counters;
        this.addresses = new AddressCache(counters);
        this.selector = Selector.open();
        this.channels = new DatagramChannel[sockets.size()];
        this.ports = new int[sockets.size()];
        this.readable = new boolean[sockets.size()];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = sockets.get(i).channel();
            ports[i] = sockets.get(i).port();
            channels[i].configureBlocking(false);
            channels[i].register(selector, SelectionKey.OP_READ, new SocketIndex(i));
        }
    }

    @Override
    public int socketCount() {
        return channels.length;
    }

    @Override
    public int port(int socket) {
        return ports[socket];
    }

    @Override
    public int receive(ReceiveBatch into) {
        into.clear();
        // Begins with another socket each time, so that a flooded socket cannot starve the others.
        firstSocket = firstSocket + 1 == channels.length ? 0 : firstSocket + 1;
        for (int i = 0; i < channels.length && !into.isFull(); i++) {
            int socket =
                    firstSocket + i < channels.length
                            ? firstSocket + i
                            : firstSocket + i - channels.length;
            if (readable[socket]) {
                readable[socket] = drain(socket, into);
            }
        }
        return into.count();
    }

    /** Reads one socket; answers whether there may be more. */
    private boolean drain(int socket, ReceiveBatch into) {
        DatagramChannel channel = channels[socket];
        try {
            while (!into.isFull()) {
                ByteBuffer slot = into.nextSlot();
                int start = slot.position();
                var from = (InetSocketAddress) channel.receive(slot);
                if (from == null) {
                    return false;
                }
                take(slot.position() - start, socket, from, into);
            }
            return true;
        } catch (IOException e) {
            counters.increment(Counter.RECEIVE_ERRORS);
            return false;
        }
    }

    private void take(int length, int socket, InetSocketAddress from, ReceiveBatch into) {
        counters.increment(Counter.DATAGRAMS_RECEIVED);
        counters.add(Counter.BYTES_RECEIVED, length);
        if (length == ReceiveBatch.SLOT_BYTES) {
            counters.increment(Counter.RECEIVE_OVERSIZED);
            return;
        }
        into.keep(length, socket, addresses.toCore(from));
    }

    @Override
    public void send(TransmitBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            send(batch.slot(i), batch.socket(i), batch.remote(i));
        }
        batch.clear();
    }

    private void send(ByteBuffer datagram, int socket, TransportAddress remote) {
        int length = datagram.remaining();
        try {
            if (channels[socket].send(datagram, addresses.toJdk(remote)) == 0) {
                counters.increment(Counter.SEND_BUFFER_FULL);
                return;
            }
            counters.increment(Counter.DATAGRAMS_SENT);
            counters.add(Counter.BYTES_SENT, length);
        } catch (IOException | IllegalArgumentException e) {
            // No route, a forbidden destination, or an address family this socket does not speak.
            counters.increment(Counter.SEND_ERRORS);
        }
    }

    @Override
    public void await(long timeoutNanos) {
        try {
            if (timeoutNanos <= 0 || anyReadable()) {
                selector.selectNow(markReadable);
            } else {
                long millis = (timeoutNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
                selector.select(markReadable, Math.min(millis, MAX_SLEEP_MILLIS));
            }
        } catch (IOException e) {
            throw SocketFault.of(e);
        }
    }

    private boolean anyReadable() {
        for (boolean some : readable) {
            if (some) {
                return true;
            }
        }
        return false;
    }

    private void markReadable(SelectionKey key) {
        readable[((SocketIndex) key.attachment()).value()] = true;
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void close() {
        try {
            for (DatagramChannel channel : channels) {
                channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw SocketFault.of(e);
        }
    }

    /** What a selection key carries. */
    private record SocketIndex(int value) {}
}
