package media.sluice.node.control.rehearsal;

import io.grpc.StatusRuntimeException;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.session.SessionPorts;
import media.sluice.node.crypto.bouncycastle.BcHandshakers;
import media.sluice.node.crypto.bouncycastle.RehearsedPeer;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import media.sluice.proto.media.v1alpha1.CloseRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import org.jboss.logging.Logger;

/**
 * Plays calls of two through when the node starts, between two nodes within this process: they
 * join, hear and see each other, move to the other node and back, and leave. Sockets, ciphers,
 * handshakes, workers, trunks and hand-overs are the real ones; no room, port or counter of the
 * node itself is touched. What has run a few dozen times is compiled, so neither the first peer's
 * handshake nor the first session that moves here waits for it: an upgrade moves everybody to nodes
 * that have just started.
 */
public final class Rehearsal implements Runnable {

    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    static final RoomEpoch EPOCH =
            RoomEpoch.newBuilder().setCounter(1).setOwner("rehearsal").build();

    /** Of one call: each caller there and back twice. */
    private static final int MOVES = 8;

    private static final int WORDS = 4;
    private static final int ROUNDS = 250;
    private static final int LOOPS = 2;
    private static final long QUIET_MILLIS = 50;

    private final BcHandshakers handshakers;
    private final CertificateFingerprint certificate;
    private final long limitNanos;
    private final SecureRandom random = new SecureRandom();
    private int moves;

    /**
     * A rehearsal not yet begun.
     *
     * @param limitNanos no call begins later than that after {@link #run}
     */
    public Rehearsal(
            BcHandshakers handshakers, CertificateFingerprint certificate, long limitNanos) {
        this.handshakers = handshakers;
        this.certificate = certificate;
        this.limitNanos = limitNanos;
    }

    @Override
    public void run() {
        if (limitNanos == 0) {
            return;
        }
        long beganNanos = System.nanoTime();
        try {
            int calls = rehearse(Integer.MAX_VALUE);
            LOG.infof(
                    "calls and moves rehearsed calls=%d moves=%d millis=%d",
                    calls, moves, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | StatusRuntimeException | IllegalStateException fault) {
            // The first handshakes and moves are slower then, and that is all.
            LOG.warnf("rehearsal broken off reason=%s", fault.getMessage());
        }
    }

    /** Sessions that have moved, in all calls. */
    int moves() {
        return moves;
    }

    /**
     * Plays so many calls, one after the other; blocks.
     *
     * @return how many went through
     */
    int rehearse(int calls) throws IOException, InterruptedException {
        EventLoopGroup loops = new DefaultEventLoopGroup(LOOPS);
        long endNanos = System.nanoTime() + limitNanos;
        int played = 0;
        try (var first = open("rehearsal-a", loops);
                var second = open("rehearsal-b", loops)) {
            while (played < calls && System.nanoTime() - endNanos < 0) {
                play("room-" + played, List.of(first, second));
                played++;
            }
        } finally {
            var _ = loops.shutdownGracefully(QUIET_MILLIS, QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }
        return played;
    }

    private RehearsedNode open(String name, EventLoopGroup loops) throws IOException {
        return new RehearsedNode(
                name,
                wake ->
                        new SessionPorts(
                                () -> handshakers.newHandshaker(wake),
                                new JdkSrtpEngine(),
                                random::nextBytes),
                certificate,
                loops);
    }

    private void play(String room, List<RehearsedNode> nodes)
            throws IOException, InterruptedException {
        for (RehearsedNode node : nodes) {
            var request = CreateRoomRequest.newBuilder().setEpoch(EPOCH).setRoomId(room).build();
            var _ = node.api().createRoom(request);
        }
        var seats = new ArrayList<RehearsedSeat>();
        try {
            for (String name : List.of("ada", "bob")) {
                var caller = new RehearsedCaller(new RehearsedPeer(handshakers), random::nextBytes);
                var seat = new RehearsedSeat(caller, room, room + name);
                seats.add(seat);
                seat.join(nodes.getFirst(), certificate);
            }
            var ada = seats.getFirst();
            var bob = seats.getLast();
            ada.consume(bob);
            bob.consume(ada);
            converse(ada, bob);
            for (int i = 0; i < MOVES; i++) {
                RehearsedSeat mover = i % 2 == 0 ? ada : bob;
                mover.move(mover.node() == nodes.getFirst() ? nodes.getLast() : nodes.getFirst());
                moves++;
                converse(ada, bob);
            }
        } finally {
            seats.forEach(seat -> seat.caller().close());
            for (RehearsedNode node : nodes) {
                var request = CloseRoomRequest.newBuilder().setEpoch(EPOCH).setRoomId(room).build();
                var _ = node.api().closeRoom(request);
            }
        }
    }

    /** Both talk until each has heard some words of the other. */
    private static void converse(RehearsedSeat ada, RehearsedSeat bob)
            throws IOException, InterruptedException {
        int adaWants = ada.caller().heard() + WORDS;
        int bobWants = bob.caller().heard() + WORDS;
        for (int i = 0; i < ROUNDS; i++) {
            ada.caller().talk();
            bob.caller().talk();
            Thread.sleep(1);
            if (ada.caller().heard() >= adaWants && bob.caller().heard() >= bobWants) {
                return;
            }
        }
        throw new IllegalStateException("the rehearsed callers do not hear each other");
    }
}
