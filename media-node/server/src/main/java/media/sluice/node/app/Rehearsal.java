package media.sluice.node.app;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.session.Capsule;
import media.sluice.core.session.CapsuleException;
import media.sluice.core.session.Handover;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.crypto.bouncycastle.BcHandshakers;
import media.sluice.node.crypto.bouncycastle.RehearsedPeer;
import org.jboss.logging.Logger;

/**
 * Plays sessions through in memory when the node starts: check, handshake, and a move to another
 * session of the same process. No socket, no room, no counter of the node is touched. What has run
 * a few dozen times is compiled, and the first peer's handshake and the first move do not wait.
 */
final class Rehearsal implements Runnable {
    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private static final long PRIORITY = 0x6E7F_00FFL;
    private static final TransportAddress PEER = TransportAddress.ofIpv4(0x7F00_0001, 9);

    private final BcHandshakers handshakers;
    private final SessionPorts ports;
    private final SessionConfig config;
    private final long limitNanos;
    private final Mailbox sink = new Mailbox();
    private final MemorySegment checkRoom = MemorySegment.ofArray(new byte[StunWriter.MAX_LENGTH]);

    /**
     * A rehearsal with parts of its own.
     *
     * @param ports not those of a worker, which belong to its thread
     * @param limitNanos no session begins later than that after {@link #run}
     */
    Rehearsal(
            BcHandshakers handshakers, SessionPorts ports, SessionConfig config, long limitNanos) {
        this.handshakers = handshakers;
        this.ports = ports;
        this.config = config;
        this.limitNanos = limitNanos;
    }

    @Override
    public void run() {
        long beganNanos = System.nanoTime();
        try {
            int played = rehearse(Integer.MAX_VALUE, limitNanos);
            LOG.infof(
                    "handshakes and moves rehearsed count=%d millis=%d",
                    played, (System.nanoTime() - beganNanos) / 1_000_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (CapsuleException | IllegalStateException fault) {
            // The first handshakes and moves are slower then, and that is all.
            LOG.warnf("rehearsal broken off reason=%s", fault.getMessage());
        }
    }

    /**
     * Plays so many sessions, one after the other; blocks.
     *
     * @param limitNanos none begins later than that
     * @return how many went through
     */
    int rehearse(int sessions, long limitNanos) throws InterruptedException, CapsuleException {
        int played = 0;
        long endNanos = System.nanoTime() + limitNanos;
        while (played < sessions && System.nanoTime() - endNanos < 0 && play()) {
            played++;
        }
        return played;
    }

    private boolean play() throws InterruptedException, CapsuleException {
        var session = PeerSession.open(config, ports);
        var peer = new RehearsedPeer(handshakers);
        var remote = IceCredentials.random(ports.random());
        session.connect(remote, List.of(config.certificate()));
        check(session, remote);
        if (!handshake(session, peer)) {
            session.close();
            return false;
        }
        move(session);
        return true;
    }

    private void check(PeerSession session, IceCredentials remote) {
        var local = session.iceCredentials();
        var writer = new StunWriter();
        writer.begin(StunType.BINDING_REQUEST, 1, System.nanoTime())
                .username(local.ufrag() + ":" + remote.ufrag())
                .priority(PRIORITY)
                .controlling(1)
                .useCandidate()
                .integrity(StunKey.of(local.password()))
                .fingerprint();
        int length = writer.copyTo(checkRoom, 0);
        session.handleDatagram(0, PEER, checkRoom, 0, length, System.nanoTime());
        session.transmit(sink, System.nanoTime());
        sink.sent.clear();
    }

    /** The peer's side blocks, so it has a thread; the session belongs to this one. */
    private boolean handshake(PeerSession session, RehearsedPeer peer) throws InterruptedException {
        var isBroken = new AtomicBoolean();
        Thread client =
                Thread.ofVirtual()
                        .name("rehearsed-peer")
                        .start(() -> {
                            try {
                                peer.connect();
                            } catch (IOException broken) {
                                LOG.debugf("rehearsed handshake failed reason=%s", broken);
                                isBroken.set(true);
                            }
                        });
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (!Handover.isMovable(session)
                && !isBroken.get()
                && System.nanoTime() - endNanos < 0) {
            byte[] datagram = peer.poll(1);
            long now = System.nanoTime();
            if (datagram != null) {
                var segment = MemorySegment.ofArray(datagram);
                session.handleDatagram(0, PEER, segment, 0, datagram.length, now);
            }
            session.handleTimeout(now);
            session.transmit(sink, now);
            sink.drainTo(peer);
        }
        client.interrupt();
        return Handover.isMovable(session);
    }

    private void move(PeerSession source) throws CapsuleException {
        byte[] offer =
                Handover.export(source, Capsule.Kind.OFFER, new byte[0], System.nanoTime())
                        .toBytes();
        var target = Handover.accept(Capsule.read(offer), config, ports, System.nanoTime());
        Handover.freeze(source);
        byte[] last =
                Handover.export(source, Capsule.Kind.FINAL, new byte[0], System.nanoTime())
                        .toBytes();
        Handover.activate(target, Capsule.read(last), System.nanoTime());
        Handover.takeKept(target);
        source.close();
        target.close();
    }

    /** Collects what a session sends. */
    private static final class Mailbox implements DatagramSink {
        private static final int ROOM = 2048;

        private final byte[] room = new byte[ROOM];
        private final MemorySegment segment = MemorySegment.ofArray(room);
        private final ArrayDeque<byte[]> sent = new ArrayDeque<>();

        @Override
        public MemorySegment segment() {
            return segment;
        }

        @Override
        public long reserve(int capacity) {
            return capacity <= ROOM ? 0 : FULL;
        }

        @Override
        public void commit(int length, int socket, TransportAddress remote) {
            sent.add(Arrays.copyOf(room, length));
        }

        void drainTo(RehearsedPeer peer) {
            for (byte[] next = sent.poll(); next != null; next = sent.poll()) {
                if (!peer.deliver(next)) {
                    return;
                }
            }
        }
    }
}
