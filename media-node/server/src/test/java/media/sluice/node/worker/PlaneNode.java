package media.sluice.node.worker;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.Handshaker;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counters;
import media.sluice.node.net.BoundSocket;
import media.sluice.node.net.MemoryTransport;
import media.sluice.node.net.ReceiveBatch;
import media.sluice.node.net.SocketAddresses;
import media.sluice.node.net.TransmitBatch;

/** A worker's plane as a node of the network simulator: what the loop does, in virtual time. */
final class PlaneNode implements SimPeer {

    static final CertificateFingerprint CERTIFICATE =
            CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {9});
    private static final int TIMERS = 512;

    private final SimNetwork network;
    private final MemoryTransport transport = new MemoryTransport(2);
    private final ReceiveBatch received = new ReceiveBatch();
    private final SplittableRandom random;
    private final Plane plane;
    final List<TransportAddress> addresses;
    final Counters counters = new Counters();
    final List<NodeEvent> events = new ArrayList<>();

    /** Makes the handshaker of the next session. */
    Handshaker.Factory handshakers;

    /** A node with two ports at an IPv4 address. */
    PlaneNode(SimNetwork network, String ip, long seed) {
        this.network = network;
        random = new SplittableRandom(seed);
        handshakers = this::newHandshaker;
        var sockets = sockets();
        InetAddress named = InetAddress.ofLiteral(ip);
        addresses =
                sockets.stream().map(each -> SocketAddresses.toCore(named, each.port())).toList();
        var setup =
                new PlaneSetup(
                        new SessionPorts(
                                () -> handshakers.newHandshaker(),
                                new FakeSrtpEngine(),
                                random::nextBytes),
                        CERTIFICATE,
                        events::add);
        plane =
                new Plane(
                        new WorkerPorts(sockets, List.of(named)),
                        new TransmitBatch(transport, counters),
                        counters,
                        setup);
        plane.begin(network.nowNanos());
        network.attach(ip, this, addresses.toArray(TransportAddress[]::new));
    }

    private static List<BoundSocket> sockets() {
        try (DatagramChannel unused = DatagramChannel.open()) {
            InetAddress any = InetAddress.ofLiteral("0.0.0.0");
            return List.of(new BoundSocket(unused, any, 7882), new BoundSocket(unused, any, 7883));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Handshaker newHandshaker() {
        byte[] serverRandom = new byte[32];
        random.nextBytes(serverRandom);
        return new FakeHandshaker(FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM), serverRandom);
    }

    /** Commands at this instant, as the mailbox would give them. */
    PlaneCommands commands() {
        plane.begin(network.nowNanos());
        return plane.commands();
    }

    /** As {@link #commands}, for sessions that move. */
    PlaneMoves moves() {
        plane.begin(network.nowNanos());
        return plane.moves();
    }

    /** As {@link #commands}, for trunks to other nodes. */
    PlaneTrunks trunks() {
        plane.begin(network.nowNanos());
        return plane.trunks();
    }

    <T extends NodeEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Hands the plane a datagram outside of the network. */
    void inject(int socket, TransportAddress remote, byte[] payload) {
        plane.begin(network.nowNanos());
        transport.arrive(socket, remote, payload);
        turn();
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        byte[] payload = new byte[length];
        Bytes.copy(segment, offset, payload, 0, length);
        inject(socket, remote, payload);
    }

    private void turn() {
        int count = transport.receive(received);
        for (int i = 0; i < count; i++) {
            plane.handle(received, i);
        }
        plane.finishBatch();
    }

    @Override
    public void handleTimeout(long nowNanos) {
        plane.begin(nowNanos);
        plane.runTimers(TIMERS);
    }

    @Override
    public long nextDeadlineNanos() {
        long wait = plane.waitNanos(network.nowNanos());
        return wait == Long.MAX_VALUE ? wait : network.nowNanos() + wait;
    }

    @Override
    public void transmit(SimOutbox outbox, long nowNanos) {
        plane.begin(nowNanos);
        plane.flush();
        for (var next = transport.pollSent(); next != null; next = transport.pollSent()) {
            outbox.send(next.socket(), next.remote(), next.payload());
        }
    }
}
