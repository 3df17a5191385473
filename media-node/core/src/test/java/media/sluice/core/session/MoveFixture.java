package media.sluice.core.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import media.sluice.core.sim.SimNode;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/** The shells of two nodes, a millisecond apart, that move the session of a call from A to B. */
final class MoveFixture {
    private static final Duration NODE_DELAY = Duration.ofMillis(1);

    /** Clients learn of B over the signaling connection: half a round trip. */
    private static final Duration SIGNALING_DELAY = Duration.ofMillis(25);

    private final CallFixture call;
    private final boolean isTrickled;
    private @Nullable EchoServer b;
    private @Nullable SimNode nodeB;
    private long activatedNanos;
    private int tunnelled;

    MoveFixture(CallFixture call, boolean isTrickled) {
        this.call = call;
        this.isTrickled = isTrickled;
    }

    EchoServer b() {
        if (b == null) {
            throw new IllegalStateException("B was not offered the session yet");
        }
        return b;
    }

    SimNode nodeB() {
        if (nodeB == null) {
            throw new IllegalStateException("B was not offered the session yet");
        }
        return nodeB;
    }

    long activatedNanos() {
        return activatedNanos;
    }

    int tunnelled() {
        return tunnelled;
    }

    /** A offers; B answers checks and sends its own. */
    void begin() {
        byte[] offer =
                Handover.export(
                                call.a.session,
                                Capsule.Kind.OFFER,
                                new byte[0],
                                call.network.nowNanos())
                        .toBytes();
        call.network.after(NODE_DELAY, () -> accept(offer));
    }

    private void accept(byte[] offer) {
        try {
            var session =
                    Handover.accept(
                            Capsule.read(offer),
                            CallFixture.CONFIG,
                            call.ports,
                            call.network.nowNanos());
            var server = new EchoServer(session, call.engine);
            server.onTakeOver = () -> call.network.after(NODE_DELAY, this::freeze);
            b = server;
            nodeB = call.network.attach("b", server, CallFixture.SERVER_B);
            if (isTrickled) {
                call.network.after(
                        SIGNALING_DELAY, () -> call.trickle(CallFixture.SERVER_B, session));
            }
        } catch (CapsuleException e) {
            throw new AssertionError(e);
        }
    }

    private void freeze() {
        Handover.freeze(call.a.session);
        byte[] counters = new StateWriter().i64(call.a.nextIndex).toBytes();
        byte[] last =
                Handover.export(
                                call.a.session,
                                Capsule.Kind.FINAL,
                                counters,
                                call.network.nowNanos())
                        .toBytes();
        call.network.after(NODE_DELAY, () -> prepare(last));
        tunnel();
    }

    private void prepare(byte[] last) {
        try {
            var capsule = Capsule.read(last);
            b().nextIndex = ByteBuffer.wrap(capsule.roomPart()).getLong();
            Handover.prepare(b().session, capsule, call.network.nowNanos());
            // Ready, and Go.
            call.network.after(NODE_DELAY.multipliedBy(2), this::activate);
        } catch (CapsuleException e) {
            throw new AssertionError(e);
        }
    }

    private void activate() {
        Handover.activate(b().session);
        Handover.takeKept(b().session);
        activatedNanos = call.network.nowNanos();
        call.network.after(NODE_DELAY, () -> Handover.letGo(call.a.session));
    }

    private void tunnel() {
        for (var late = Handover.pollLate(call.a.session);
                late != null;
                late = Handover.pollLate(call.a.session)) {
            var datagram = late;
            tunnelled++;
            call.network.after(NODE_DELAY, () -> Handover.deliverLate(b().session, datagram));
        }
        if (call.a.session.mode() == SessionMode.FROZEN) {
            call.network.after(NODE_DELAY, this::tunnel);
        }
    }
}
