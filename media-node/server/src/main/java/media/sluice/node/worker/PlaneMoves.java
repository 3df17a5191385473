package media.sluice.node.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import media.sluice.core.session.Capsule;
import media.sluice.core.session.CapsuleException;
import media.sluice.core.session.Handover;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counter;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.LateDatagram;
import media.sluice.node.relay.Ticket;

/**
 * Sessions that come and go, on one worker. Owned by the worker.
 *
 * <pre>
 *  source: LIVE ──freeze──► FROZEN ──departed──► GONE        target: ARRIVING ──activate──► LIVE
 *            ▲──thaw──────────┘                                         └──forget──► GONE
 * </pre>
 */
final class PlaneMoves {

    private static final int ROOM_PART_VERSION = 1;
    private static final int MAX_ROOM_BYTES = 1 << 24;

    private final Plane plane;
    private final WorkerPorts ports;
    private final PlaneSetup setup;

    PlaneMoves(Plane plane, WorkerPorts ports, PlaneSetup setup) {
        this.plane = plane;
        this.ports = ports;
        this.setup = setup;
    }

    // ---- source
    // -----------------------------------------------------------------------------------------

    SessionEntry departing(String sessionId, Epoch epoch) {
        SessionEntry entry = plane.commands().session(sessionId, epoch);
        if (!Handover.isMovable(entry.session())) {
            throw new RequestException(
                    ErrorCode.WRONG_STATE, "A session moves only once it is CONNECTED.");
        }
        return entry;
    }

    byte[] offer(SessionEntry entry) {
        requireLive(entry);
        return Handover.export(entry.session(), Capsule.Kind.OFFER, roomPart(entry), plane.now())
                .toBytes();
    }

    void freeze(SessionEntry entry, Predicate<LateDatagram> late, Consumer<byte[]> onFrozen) {
        requireLive(entry);
        // What is queued has its numbers already and must leave before the counters are read.
        plane.flush();
        Handover.freeze(entry.session());
        entry.phase = SessionEntry.Phase.FROZEN;
        ports.note(entry.id(), entry.port(), plane.now());
        entry.tunnelTo(late);
        Capsule capsule =
                Handover.export(entry.session(), Capsule.Kind.FINAL, roomPart(entry), plane.now());
        onFrozen.accept(capsule.toBytes());
        capsule.wipe();
        plane.settle(entry);
    }

    void thaw(SessionEntry entry) {
        if (entry.phase == SessionEntry.Phase.FROZEN) {
            entry.tunnelTo(null);
            entry.phase = SessionEntry.Phase.LIVE;
            Handover.thaw(entry.session());
            Handover.takeKept(entry.session());
            plane.settle(entry);
        }
    }

    /** The session lives elsewhere; the directory has forgotten it before. */
    void departed(SessionEntry entry) {
        if (entry.phase == SessionEntry.Phase.FROZEN) {
            plane.counters().increment(Counter.SESSIONS_MOVED_OUT);
            releaseFromRoom(entry);
            plane.removeSession(entry);
        }
    }

    /**
     * Producers and consumers leave the room in silence; only then may a session of the same name
     * come back while this one still tunnels.
     */
    void releaseFromRoom(SessionEntry entry) {
        if (plane.sessions().get(entry.id()) == entry && entry.phase == SessionEntry.Phase.FROZEN) {
            entry.room().room().removeSession(entry.id(), plane.now());
            entry.room().remove(entry);
            plane.sessions().remove(entry.id(), entry);
            plane.publish(
                    new NodeEvent.SessionEnded(
                            entry.room().id(), entry.id(), NodeEvent.EndReason.MOVED));
            plane.settle(entry.room());
        }
    }

    private byte[] roomPart(SessionEntry entry) {
        var inner = new StateWriter(2_048);
        entry.room().room().exportSession(entry.id(), inner, plane.now());
        TransportAddress remote = entry.session().remote();
        return new StateWriter(2_048)
                .begin(ROOM_PART_VERSION)
                .bool(remote == null || remote.isIpv4())
                .text(entry.srtpProfile)
                .bytes(inner.toBytes())
                .end()
                .toBytes();
    }

    private static void requireLive(SessionEntry entry) {
        if (entry.phase != SessionEntry.Phase.LIVE) {
            throw new RequestException(ErrorCode.UNKNOWN_SESSION);
        }
    }

    // ---- target
    // -----------------------------------------------------------------------------------------

    SessionEntry accept(Ticket ticket, byte[] bytes, Runnable onFirstCheck) {
        RoomEntry room = plane.rooms().get(ticket.roomId());
        if (room == null) {
            throw new RequestException(ErrorCode.UNKNOWN_ROOM);
        }
        if (plane.sessions().containsKey(ticket.sessionId())) {
            throw new RequestException(
                    ErrorCode.DIFFERENT_CONTENT, "The session is on this node already.");
        }
        int port = ports.choose(ticket.sessionId(), plane.now());
        var entry =
                new SessionEntry(
                        plane, ticket.sessionId(), room, port, SessionEntry.Phase.ARRIVING);
        try {
            Capsule offer = Capsule.read(bytes);
            RoomPart part = RoomPart.read(offer.roomPart());
            var config = new SessionConfig(sockets(port, part.isIpv4()), setup.certificate());
            entry.srtpProfile = part.srtpProfile();
            entry.bind(Handover.accept(offer, config, setup.sessionPorts(), plane.now()));
        } catch (CapsuleException | CorruptStateException e) {
            throw corrupt(e);
        }
        entry.onFirstCheck(onFirstCheck);
        plane.install(entry);
        TransportAddress remote = entry.session().remote();
        if (remote != null) {
            // Answers to this session's own checks come from there.
            plane.bind(entry, entry.session().sendSocket(), remote);
        }
        plane.settle(entry);
        return entry;
    }

    void activate(SessionEntry entry, byte[] bytes) {
        if (entry.phase != SessionEntry.Phase.ARRIVING) {
            throw new RequestException(ErrorCode.UNKNOWN_SESSION);
        }
        try {
            Capsule capsule = Capsule.read(bytes);
            RoomPart part = RoomPart.read(capsule.roomPart());
            PeerSession session = entry.session();
            Handover.activate(session, capsule, plane.now());
            capsule.wipe();
            entry.phase = SessionEntry.Phase.LIVE;
            entry.room()
                    .room()
                    .addSession(
                            entry.id(),
                            feedback -> {
                                session.reception().deliverFeedbackTo(feedback);
                                return session;
                            },
                            plane.now());
            entry.room()
                    .room()
                    .importSession(entry.id(), new StateReader(part.room()), plane.now());
            Handover.takeKept(session);
        } catch (CapsuleException | CorruptStateException e) {
            plane.endSession(entry, NodeEvent.EndReason.INTERNAL);
            throw corrupt(e);
        }
        plane.counters().increment(Counter.SESSIONS_MOVED_IN);
        entry.room().room().onTransportChanged(entry.id(), plane.now());
        plane.settle(entry);
        plane.flush();
    }

    /** A datagram that the source received: only a live session takes it. */
    void tunnelled(SessionEntry entry, byte[] payload, long ageNanos, TransportAddress remote) {
        if (entry.phase == SessionEntry.Phase.LIVE) {
            plane.counters().increment(Counter.TUNNELLED_IN);
            Handover.deliverLate(
                    entry.session(),
                    new media.sluice.core.session.LateDatagram(
                            payload, remote, plane.now() - ageNanos));
            plane.settle(entry);
        }
    }

    void forget(SessionEntry entry) {
        if (entry.phase == SessionEntry.Phase.ARRIVING) {
            plane.removeSession(entry);
        }
    }

    /** Sockets of a port, those of the peer's address family first. */
    private List<Integer> sockets(int port, boolean isIpv4) {
        var sorted = new ArrayList<Integer>();
        for (int socket : ports.sockets(port)) {
            boolean isOurs =
                    ports.addresses(socket).stream().anyMatch(each -> each.isIpv4() == isIpv4);
            sorted.add(isOurs ? 0 : sorted.size(), socket);
        }
        return sorted;
    }

    private static RequestException corrupt(Exception cause) {
        return new RequestException(
                ErrorCode.CORRUPT_CAPSULE,
                "The capsule cannot be used: " + cause.getMessage() + ".");
    }

    /**
     * What the source's worker says beside the session: address family, profile, and the room's
     * part.
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record RoomPart(boolean isIpv4, String srtpProfile, byte[] room) {

        static RoomPart read(byte[] bytes) throws CorruptStateException {
            var in = new StateReader(bytes);
            in.require(in.begin() >= ROOM_PART_VERSION, "unknown version of a room part");
            boolean isIpv4 = in.bool();
            String profile = in.text(64);
            byte[] room = in.bytes(MAX_ROOM_BYTES);
            in.end();
            return new RoomPart(isIpv4, profile, room);
        }
    }
}
