package media.sluice.core.session;

import media.sluice.core.crypto.LeasedCounter;
import media.sluice.core.dtls.DtlsEndpoint;
import media.sluice.core.dtls.DtlsState;
import media.sluice.core.ice.IceAgent;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * How a session changes its node; functions over {@link PeerSession}, which see its inside.
 *
 * <pre>
 *  planned:  source                                    target
 *            export(OFFER) ──────────────────────────► accept     takes checks and sends its own
 *                          ◄─── TakeOverRequested ───             on the peer's first valid check
 *            freeze, export(FINAL) ──────────────────► prepare    has everything, seals nothing
 *            pollLate ───────────────────────────────► deliverLate          which keeps them
 *                          ◄─────── ready ───────────
 *            letGo ──────────── go ──────────────────► activate, takeKept   sends and receives
 *            close
 *
 *  Until it says go the source may take its session back, whatever the target does: thaw, takeKept.
 *
 *  crash:    owner                                     backup
 *            export(STANDBY) ────────────────────────► standby
 *            exportDelta ────────────────────────────► applyDelta
 *            confirmDelta   ◄─────── applied ─────────
 *            †                                         takeOver   checks and media at once
 * </pre>
 */
public final class Handover {
    private static final int DELTA_VERSION = 1;

    /**
     * The trickled candidate reaches the peer before our first check. libwebrtc gives the pair that
     * a check makes the priority of any candidate it has ever had for that address, so a session
     * that returns to a port would come with the low rank of its first stay.
     */
    private static final long TRICKLE_HEAD_START_NANOS = 150_000_000L;

    private Handover() {}

    /** Whether the session can move: its handshake is complete. */
    public static boolean isMovable(PeerSession session) {
        var endpoint = session.dtls();
        return endpoint != null
                && endpoint.state() == DtlsState.CONNECTED
                && session.srtpSender() != null
                && session.remote() != null;
    }

    /**
     * Writes a capsule of a session that {@link #isMovable}.
     *
     * @param kind FINAL only of a frozen session; STANDBY makes its counters leased from now on
     * @param roomPart what the room wants to find on the other side; empty for nothing
     */
    public static Capsule export(
            PeerSession session, Capsule.Kind kind, byte[] roomPart, long nowNanos) {
        if (!isMovable(session)) {
            throw new IllegalStateException("a session moves only after its handshake");
        }
        if (kind == Capsule.Kind.FINAL && session.mode() != SessionMode.FROZEN) {
            throw new IllegalStateException("freeze the session before its final capsule");
        }
        if (kind == Capsule.Kind.STANDBY) {
            startLeasing(session);
        }
        return Capsule.write(
                kind,
                session.config().certificate(),
                roomPart,
                out -> {
                    session.ice().export(out);
                    if (kind != Capsule.Kind.OFFER) {
                        exportTransport(session, out, nowNanos);
                    }
                });
    }

    /** At the source: no more media from here, so that counters stand still; arrivals are kept. */
    public static void freeze(PeerSession session) {
        require(session, SessionMode.ACTIVE);
        session.enter(SessionMode.FROZEN);
    }

    /**
     * At the source: the move failed and the target has not sealed anything. What was kept is taken
     * with {@link #takeKept}, once the room goes on with the session.
     */
    public static void thaw(PeerSession session) {
        require(session, SessionMode.FROZEN);
        session.enter(SessionMode.ACTIVE);
    }

    /**
     * At a frozen source: the next datagram to tunnel to the target, or null. The latest 2,048 are
     * kept until {@link #letGo}, for {@link #takeKept} after a thaw.
     */
    public static @Nullable LateDatagram pollLate(PeerSession session) {
        return session.mode() == SessionMode.FROZEN ? session.late().toTunnel() : null;
    }

    /** At a frozen source: the session lives at the target, and will not be thawed. */
    public static void letGo(PeerSession session) {
        session.late().letGo();
    }

    /**
     * At the target: installs an offered session, which takes checks and, a little later, sends its
     * own. It confirms none before it is active: a peer that got no answer sends its media to the
     * source, where nothing of it is lost when the move fails.
     */
    public static PeerSession accept(
            Capsule offer, SessionConfig config, SessionPorts ports, long nowNanos)
            throws CapsuleException {
        var session = restore(offer, Capsule.Kind.OFFER, config, ports, SessionMode.ACCEPTOR);
        session.ice().withholdConfirmations();
        startChecks(session, nowNanos + TRICKLE_HEAD_START_NANOS);
        return session;
    }

    /**
     * At the target: the source is frozen, and this is all of the session. It seals and confirms
     * nothing before {@link #activate}, and can be closed without a trace until then.
     */
    public static void prepare(PeerSession session, Capsule finalCapsule, long nowNanos)
            throws CapsuleException {
        require(session, SessionMode.ACCEPTOR);
        install(session, finalCapsule, Capsule.Kind.FINAL, nowNanos);
        session.enter(SessionMode.READY);
    }

    /**
     * At the target: the source has let go, and the session goes on here; see {@link #takeKept}.
     */
    public static void activate(PeerSession session) {
        require(session, SessionMode.READY);
        makeSole(session);
        session.ice().confirm();
        session.enter(SessionMode.ACTIVE);
    }

    /**
     * At the target, once active and once the room has declared what the session receives, or at
     * the source after a {@link #thaw}: takes the datagrams that were kept.
     */
    public static void takeKept(PeerSession session) {
        require(session, SessionMode.ACTIVE);
        drainLate(session);
        session.data().wake();
    }

    /**
     * At the target, once active: a datagram that the peer sent to the source after the freeze. Its
     * arrival time is that at the source, on this node's clock.
     */
    public static void deliverLate(PeerSession session, LateDatagram datagram) {
        if (session.mode() == SessionMode.ACTIVE) {
            session.handleLate(datagram);
        } else if (!session.late().add(datagram)) {
            session.counters().onDrop(SessionDrop.HANDOVER_OVERFLOW);
        }
    }

    /** At the backup: holds a session in silence. */
    public static PeerSession standby(
            Capsule capsule, SessionConfig config, SessionPorts ports, long nowNanos)
            throws CapsuleException {
        var session = restore(capsule, Capsule.Kind.STANDBY, config, ports, SessionMode.STANDBY);
        install(session, capsule, Capsule.Kind.STANDBY, nowNanos);
        return session;
    }

    /** At the owner of leased counters: what the backup needs every second, no keys in it. */
    public static byte[] exportDelta(PeerSession session) {
        var out = new StateWriter().begin(DELTA_VERSION);
        var sender = sender(session);
        var counter = sequences(session);
        out.i64(counter.proposeLimit());
        receiver(session).exportProgress(out);
        sender.exportLeases(out);
        return out.end().toBytes();
    }

    /**
     * At the backup: takes a delta. True when the owner may {@link #confirmDelta}, which it must
     * not before.
     */
    public static boolean applyDelta(PeerSession session, byte[] delta) throws CapsuleException {
        require(session, SessionMode.STANDBY);
        try {
            var in = new StateReader(delta);
            long limit = beginDelta(in);
            receiver(session).applyProgress(in);
            return applyLeases(session, limit, in);
        } catch (CorruptStateException e) {
            throw corrupt(e);
        }
    }

    /** At the owner: the backup has taken the delta, so its leases hold. */
    public static void confirmDelta(PeerSession session, byte[] delta) throws CapsuleException {
        try {
            var in = new StateReader(delta);
            long limit = beginDelta(in);
            in.begin();
            in.end();
            applyLeases(session, limit, in);
        } catch (CorruptStateException e) {
            throw corrupt(e);
        }
    }

    /** At the backup: the owner is dead or silent; goes on from the leased counters at once. */
    public static void takeOver(PeerSession session, long nowNanos) {
        require(session, SessionMode.STANDBY);
        sender(session).takeOver();
        sequences(session).takeOver();
        session.data().restart();
        session.ice().assumeConnected(nowNanos);
        startChecks(session, nowNanos);
        session.enter(SessionMode.ACTIVE);
    }

    private static PeerSession restore(
            Capsule capsule,
            Capsule.Kind wanted,
            SessionConfig config,
            SessionPorts ports,
            SessionMode mode)
            throws CapsuleException {
        requireKind(capsule, wanted);
        if (!capsule.certificate().equals(config.certificate())) {
            throw new CapsuleException(
                    CapsuleFault.UNKNOWN_CERTIFICATE, "the session began with another certificate");
        }
        try {
            var ice = IceAgent.restore(capsule.body(), config.socketArray(), ports.random());
            return new PeerSession(config, ports, ice, mode);
        } catch (CorruptStateException e) {
            throw corrupt(e);
        }
    }

    private static void install(
            PeerSession session, Capsule capsule, Capsule.Kind wanted, long nowNanos)
            throws CapsuleException {
        requireKind(capsule, wanted);
        try {
            var in = capsule.body();
            session.ice().refresh(in);
            var dtls = DtlsEndpoint.restore(in, session::onApplicationData);
            var receiver = SrtpReceiver.restore(in, session.ports().srtp());
            var sender = SrtpSender.restore(in, session.ports().srtp());
            session.streams().restore(in);
            session.data().restore(in, nowNanos);
            session.install(dtls, receiver, sender);
        } catch (CorruptStateException e) {
            throw corrupt(e);
        }
    }

    private static void exportTransport(PeerSession session, StateWriter out, long nowNanos) {
        var dtls = session.dtls();
        if (dtls == null) {
            throw new IllegalStateException("a session without DTLS cannot move");
        }
        dtls.export(out);
        receiver(session).export(out);
        sender(session).export(out);
        session.streams().export(out);
        session.data().export(out, nowNanos);
    }

    private static void startLeasing(PeerSession session) {
        sender(session).startLeasing();
        sequences(session).startLeasing();
    }

    private static void makeSole(PeerSession session) {
        sender(session).makeSole();
        sequences(session).lease().makeSole();
    }

    private static long beginDelta(StateReader in) throws CorruptStateException {
        in.require(in.begin() == DELTA_VERSION, "unknown version of a delta");
        return in.i64();
    }

    private static boolean applyLeases(PeerSession session, long limit, StateReader in)
            throws CorruptStateException {
        boolean isLeasing = sender(session).applyLeases(in);
        if (isLeasing) {
            sequences(session).lease().grant(limit);
        }
        return isLeasing;
    }

    private static void startChecks(PeerSession session, long nowNanos) {
        var remote = session.remote();
        if (remote != null) {
            session.ice().startChecks(session.sendSocket(), remote, nowNanos);
        }
    }

    private static void drainLate(PeerSession session) {
        for (var next = session.late().poll(); next != null; next = session.late().poll()) {
            session.handleLate(next);
        }
    }

    private static SrtpSender sender(PeerSession session) {
        var sender = session.srtpSender();
        if (sender == null) {
            throw new IllegalStateException("session without SRTP keys");
        }
        return sender;
    }

    private static SrtpReceiver receiver(PeerSession session) {
        var receiver = session.srtpReceiver();
        if (receiver == null) {
            throw new IllegalStateException("session without SRTP keys");
        }
        return receiver;
    }

    private static LeasedCounter sequences(PeerSession session) {
        var dtls = session.dtls();
        var counter = dtls == null ? null : dtls.writeSequences();
        if (counter == null) {
            throw new IllegalStateException("session without DTLS records");
        }
        return counter;
    }

    private static void require(PeerSession session, SessionMode wanted) {
        if (session.mode() != wanted) {
            throw new IllegalStateException("session is " + session.mode() + ", not " + wanted);
        }
    }

    private static void requireKind(Capsule capsule, Capsule.Kind wanted) throws CapsuleException {
        if (capsule.kind() != wanted) {
            throw new CapsuleException(
                    CapsuleFault.WRONG_KIND, capsule.kind() + " capsule, not " + wanted);
        }
    }

    private static CapsuleException corrupt(CorruptStateException cause) {
        return new CapsuleException(CapsuleFault.CORRUPT, String.valueOf(cause.getMessage()));
    }
}
