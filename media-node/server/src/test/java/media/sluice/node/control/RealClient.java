package media.sluice.node.control;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.sim.SimClient;
import media.sluice.core.sim.SimIceClient;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimTalker;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import media.sluice.node.net.SocketAddresses;

/** The simulation's browser with a real socket, real time and real ciphers. */
final class RealClient {

    private static final long LONGEST_SLEEP_MILLIS = 5;

    final IceCredentials ice;
    private final SimTalker talker;
    private final SimClient client;
    private final DatagramChannel channel;
    private final Selector selector = Selector.open();
    private final ReentrantLock lock = new ReentrantLock();
    private final SimOutbox outbox = new SimOutbox((socket, to, payload) -> send(to, payload));
    private final Thread thread;
    private volatile boolean isOpen = true;

    /** {@code habit}: how it takes to candidates that come late. */
    RealClient(int number, SimIceClient.Habit habit) throws IOException {
        var random = new SplittableRandom(number * 7L + System.nanoTime());
        ice = IceCredentials.random(random::nextBytes);
        talker = new SimTalker(number, random.nextLong(), new JdkSrtpEngine());
        client = new SimClient(habit, ice, 1, number);
        client.run(talker);
        channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        channel.configureBlocking(false);
        var _ = channel.register(selector, java.nio.channels.SelectionKey.OP_READ);
        thread = Thread.ofPlatform().name("client-" + number).start(this::run);
    }

    CertificateFingerprint fingerprint() {
        return talker.fingerprint();
    }

    /** Learns of its server. */
    void connect(IceCredentials remote, TransportAddress address, long priority) {
        with(_ -> {
            client.ice().setRemote(remote);
            client.ice().addCandidate(address, (int) priority, System.nanoTime());
            return true;
        });
    }

    /** Restarts ICE: its new credentials. */
    IceCredentials restart(IceCredentials remote) {
        var random = new SplittableRandom(System.nanoTime());
        var fresh = IceCredentials.random(random::nextBytes);
        with(_ -> {
            client.ice().restart(fresh, remote);
            return true;
        });
        return fresh;
    }

    void trickle(TransportAddress address, long priority) {
        with(_ -> {
            client.ice().addCandidate(address, (int) priority, System.nanoTime());
            return true;
        });
    }

    /** Looks at what the talker has, while nothing comes. */
    <T> T with(Function<SimTalker, T> look) {
        lock.lock();
        try {
            return look.apply(talker);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        var buffer = ByteBuffer.allocate(2_048);
        try {
            while (isOpen) {
                lock.lock();
                try {
                    receive(buffer);
                    client.handleTimeout(System.nanoTime());
                    client.transmit(outbox, System.nanoTime());
                } finally {
                    lock.unlock();
                }
                long wait = (client.nextDeadlineNanos() - System.nanoTime()) / 1_000_000;
                var _ = selector.select(Math.clamp(wait, 1, LONGEST_SLEEP_MILLIS));
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void receive(ByteBuffer buffer) throws IOException {
        for (var from = (InetSocketAddress) channel.receive(buffer.clear());
                from != null;
                from = (InetSocketAddress) channel.receive(buffer.clear())) {
            byte[] bytes = java.util.Arrays.copyOf(buffer.array(), buffer.position());
            client.handleDatagram(
                    0,
                    SocketAddresses.toCore(from),
                    MemorySegment.ofArray(bytes),
                    0,
                    bytes.length,
                    System.nanoTime());
        }
    }

    private void send(TransportAddress to, byte[] payload) {
        try {
            channel.send(ByteBuffer.wrap(payload), SocketAddresses.toJdk(to));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hangs up, without a word to the server. */
    void leave() throws IOException, InterruptedException {
        isOpen = false;
        selector.wakeup();
        thread.join(1_000);
        channel.close();
        selector.close();
    }
}
