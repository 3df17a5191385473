package media.sluice.node.crypto.bouncycastle;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import media.sluice.core.dtls.DtlsEndpoint;
import media.sluice.core.dtls.DtlsState;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * One client and one endpoint, each on its thread, in real time, with an impaired network of queues
 * between them.
 */
final class Call implements AutoCloseable {

    /** Which way a datagram goes. */
    enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    /** Decides what the network does with a datagram. */
    @FunctionalInterface
    interface Network {
        /** The datagrams to deliver now in place of the {@code number}th one of this way. */
        List<byte[]> carry(Way way, int number, byte[] datagram);
    }

    static final Network GOOD = (way, number, datagram) -> List.of(datagram);

    private static final byte[] WAKE = {};

    final NodeCertificate clientCertificate;
    final TestClient client;
    final DtlsEndpoint endpoint;
    final Queue<byte[]> serverReceived = new ConcurrentLinkedQueue<>();
    private final Network network;
    private final BlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> serverSends = new LinkedBlockingQueue<>();
    private final AtomicInteger toServerCount = new AtomicInteger();
    private final AtomicInteger toClientCount = new AtomicInteger();
    private final Thread worker;
    private volatile boolean isRunning = true;

    Call(
            BcHandshakers handshakers,
            JcaTlsCrypto clientCrypto,
            NodeCertificate clientCertificate,
            TestClient.Offer offer,
            Network network) {
        this.clientCertificate = clientCertificate;
        this.network = network;
        client = new TestClient(clientCrypto, clientCertificate, offer);
        endpoint =
                new DtlsEndpoint(
                        handshakers.newHandshaker(() -> toServer.add(WAKE)),
                        (segment, at, length, now) -> {
                            byte[] copy = new byte[length];
                            MemorySegment.copy(
                                    segment,
                                    java.lang.foreign.ValueLayout.JAVA_BYTE,
                                    at,
                                    copy,
                                    0,
                                    length);
                            serverReceived.add(copy);
                        });
        endpoint.expectFingerprints(List.of(clientCertificate.fingerprint()));
        worker = Thread.ofVirtual().start(this::work);
    }

    private void work() {
        byte[] room = new byte[2048];
        MemorySegment segment = MemorySegment.ofArray(room);
        try {
            while (isRunning) {
                byte[] datagram = toServer.poll(5, TimeUnit.MILLISECONDS);
                long now = System.nanoTime();
                if (datagram != null && datagram.length > 0) {
                    endpoint.handleDatagram(
                            MemorySegment.ofArray(datagram), 0, datagram.length, now);
                }
                endpoint.handleTimeout(now);
                int length;
                while ((length = endpoint.pollDatagram(segment, 0, room.length, now)) > 0) {
                    deliver(Way.TO_CLIENT, Arrays.copyOf(room, length));
                }
                for (byte[] content; (content = serverSends.poll()) != null; ) {
                    length = endpoint.sealApplicationData(content, segment, 0, room.length);
                    if (length > 0) {
                        deliver(Way.TO_CLIENT, Arrays.copyOf(room, length));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts a datagram on the network. */
    void deliver(Way way, byte[] datagram) {
        boolean isUp = way == Way.TO_SERVER;
        int number = (isUp ? toServerCount : toClientCount).getAndIncrement();
        (isUp ? toServer : toClient).addAll(network.carry(way, number, datagram));
    }

    /** Runs the client's handshake to its end on this thread. */
    DTLSTransport connect(int sendLimit) throws IOException {
        return new DTLSClientProtocol().connect(client, new ClientSocket(sendLimit));
    }

    /** Application data from the server. */
    void serverSend(byte[] content) {
        serverSends.add(content);
        toServer.add(WAKE);
    }

    /** Waits for the endpoint to leave the handshake. */
    DtlsState awaitServer(long timeoutMillis) throws InterruptedException {
        long end = System.nanoTime() + timeoutMillis * 1_000_000;
        while (System.nanoTime() < end
                && (endpoint.state() == DtlsState.HANDSHAKING
                        || endpoint.state() == DtlsState.VERIFYING)) {
            Thread.sleep(1);
        }
        return endpoint.state();
    }

    /** Waits for application data at the server; null when there is none in time. */
    byte @Nullable [] awaitServerReceived(long timeoutMillis) throws InterruptedException {
        long end = System.nanoTime() + timeoutMillis * 1_000_000;
        while (System.nanoTime() < end) {
            byte[] received = serverReceived.poll();
            if (received != null) {
                return received;
            }
            Thread.sleep(1);
        }
        return null;
    }

    int datagrams(Way way) {
        return (way == Way.TO_SERVER ? toServerCount : toClientCount).get();
    }

    /** Stops the worker, so that the test may touch the endpoint itself. */
    void stopWorker() throws InterruptedException {
        isRunning = false;
        worker.join();
    }

    @Override
    public void close() {
        isRunning = false;
        worker.interrupt();
        endpoint.close();
    }

    /** Datagrams to the client from outside, past the endpoint. */
    void inject(byte[] datagram) {
        toClient.add(datagram);
    }

    /** What the client has sent since the worker was stopped. */
    byte @Nullable [] takeFromClient(long timeoutMillis) throws InterruptedException {
        return toServer.poll(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private final class ClientSocket implements DatagramTransport {
        private final int sendLimit;

        ClientSocket(int sendLimit) {
            this.sendLimit = sendLimit;
        }

        @Override
        public int getReceiveLimit() {
            return 2048;
        }

        @Override
        public int getSendLimit() {
            return sendLimit;
        }

        @Override
        public int receive(byte[] into, int at, int room, int waitMillis) throws IOException {
            try {
                byte[] datagram = toClient.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                System.arraycopy(datagram, 0, into, at, datagram.length);
                return datagram.length;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void send(byte[] from, int at, int length) {
            deliver(Way.TO_SERVER, Arrays.copyOfRange(from, at, at + length));
        }

        @Override
        public void close() {}
    }
}
