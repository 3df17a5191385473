package media.sluice.node.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import media.sluice.core.room.RoomArrival;
import media.sluice.core.room.RoomDeparture;
import media.sluice.core.room.RoomRelays;
import media.sluice.core.room.RoomTrunk;
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
import org.jspecify.annotations.Nullable;

/**
 * Sessions that come and go, on one worker. Owned by the worker.
 *
 * <pre>
 *  source: LIVE ──freeze──► FROZEN ──departed──► GONE     target: ARRIVING ──prepare, activate──► LIVE
 *            ▲──thaw──────────┘                                      └──forget──► GONE
 * </pre>
 */
final class PlaneMoves {

    private static final int ROOM_PART_VERSION = 2;
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

    boolean needsTrunk(SessionEntry entry) {
        requireLive(entry);
        return entry.room().room().relays().needsTrunk(entry.id());
    }

    /** {@code trunk} leads to the target; null when {@link #needsTrunk} says so. */
    byte[] offer(SessionEntry entry, @Nullable TrunkEntry trunk) {
        requireLive(entry);
        var departure =
                new RoomDeparture(
                        entry.room().room(), entry.id(), trunk == null ? null : trunk.trunk());
        entry.departure(departure);
        var wants = new StateWriter(512);
        departure.exportWants(wants);
        return Handover.export(
                        entry.session(),
                        Capsule.Kind.OFFER,
                        roomPart(entry, new byte[0], wants.toBytes()),
                        plane.now())
                .toBytes();
    }

    void freeze(SessionEntry entry, Predicate<LateDatagram> late, Consumer<byte[]> onFrozen) {
        requireLive(entry);
        RoomDeparture departure = entry.departure();
        if (departure == null) {
            throw new RequestException(ErrorCode.WRONG_STATE, "Offer the session first.");
        }
        if (!departure.canLeave()) {
            throw new RequestException(
                    ErrorCode.NO_TRUNK,
                    "The trunk to the target ended during the move. Move again.");
        }
        // What is queued has its numbers already and must leave before the counters are read.
        plane.flush();
        Handover.freeze(entry.session());
        entry.phase = SessionEntry.Phase.FROZEN;
        ports.note(entry.id(), entry.port(), plane.now());
        entry.tunnelTo(late);
        departure.freeze(plane.now());
        Capsule capsule =
                Handover.export(
                        entry.session(),
                        Capsule.Kind.FINAL,
                        finalPart(entry, departure),
                        plane.now());
        onFrozen.accept(capsule.toBytes());
        capsule.wipe();
        plane.settle(entry);
    }

    void thaw(SessionEntry entry) {
        if (entry.phase == SessionEntry.Phase.FROZEN) {
            entry.tunnelTo(null);
            entry.phase = SessionEntry.Phase.LIVE;
            Handover.thaw(entry.session());
            RoomDeparture departure = entry.departure();
            if (departure != null) {
                departure.thaw(plane.now());
            }
            entry.departure(null);
            Handover.takeKept(entry.session());
            plane.counters().increment(Counter.MOVES_FAILED);
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
            RoomDeparture departure = entry.departure();
            Handover.letGo(entry.session());
            if (departure == null) {
                entry.room().room().removeSession(entry.id(), plane.now());
            } else {
                departure.release(plane.now());
            }
            entry.room().remove(entry);
            plane.sessions().remove(entry.id(), entry);
            plane.publish(
                    new NodeEvent.SessionEnded(
                            entry.room().id(), entry.id(), NodeEvent.EndReason.MOVED));
            plane.settle(entry.room());
        }
    }

    private byte[] finalPart(SessionEntry entry, RoomDeparture departure) {
        var session = new StateWriter(2_048);
        departure.exportSession(session, plane.now());
        var moved = new StateWriter(512);
        departure.exportMoved(moved);
        return roomPart(entry, session.toBytes(), moved.toBytes());
    }

    private static byte[] roomPart(SessionEntry entry, byte[] session, byte[] relays) {
        TransportAddress remote = entry.session().remote();
        return new StateWriter(2_048)
                .begin(ROOM_PART_VERSION)
                .bool(remote == null || remote.isIpv4())
                .text(entry.srtpProfile)
                .bytes(session)
                .bytes(relays)
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
            RoomArrival.Wants wants = RoomArrival.readWants(new StateReader(part.relays()));
            if (!missing(room, wants.producers()).isEmpty()) {
                throw new RequestException(
                        ErrorCode.NOT_IN_ROOM,
                        "A producer that the session consumes is not in the target's room. Call CreateRelay"
                                + " there for it first.");
            }
            RoomTrunk trunk = plane.trunks().find(room, wants.trunkId());
            if (wants.trunkId() != 0 && trunk == null) {
                throw new RequestException(
                        ErrorCode.NO_TRUNK, "The trunk of the move has ended. Move again.");
            }
            var config = new SessionConfig(sockets(port, part.isIpv4()), setup.certificate());
            entry.srtpProfile = part.srtpProfile();
            entry.bind(Handover.accept(offer, config, setup.sessionPorts(), plane.now()));
            entry.arrival(new RoomArrival(room.room(), trunk, wants.producers(), plane.now()));
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

    /** Where the wants stand in the room; those it lacks. */
    List<RoomArrival.Want> missing(String roomId, List<RoomArrival.Want> wants) {
        RoomEntry room = plane.rooms().get(roomId);
        if (room == null) {
            throw new RequestException(ErrorCode.UNKNOWN_ROOM);
        }
        return missing(room, wants);
    }

    private static List<RoomArrival.Want> missing(RoomEntry room, List<RoomArrival.Want> wants) {
        return wants.stream()
                .filter(each ->
                        room.room().relays().place(each.producerId()) == RoomRelays.Place.ABSENT)
                .toList();
    }

    /** Takes everything in; nothing is sealed before {@link #activate}, nor after a refusal. */
    void prepare(SessionEntry entry, byte[] bytes, Runnable onReady) {
        RoomArrival arrival = arrival(entry, false);
        try {
            Capsule capsule = Capsule.read(bytes);
            RoomPart part = RoomPart.read(capsule.roomPart());
            Handover.prepare(entry.session(), capsule, plane.now());
            capsule.wipe();
            arrival.prepare(new StateReader(part.session()), new StateReader(part.relays()));
        } catch (CapsuleException | CorruptStateException e) {
            undo(entry, arrival);
            throw corrupt(e);
        }
        onReady.run();
        plane.settle(entry);
    }

    private static RoomArrival arrival(SessionEntry entry, boolean isPrepared) {
        RoomArrival arrival = entry.arrival();
        if (entry.phase != SessionEntry.Phase.ARRIVING || arrival == null) {
            throw new RequestException(ErrorCode.UNKNOWN_SESSION);
        }
        if (arrival.isPrepared() != isPrepared) {
            throw new RequestException(
                    ErrorCode.WRONG_STATE, "The final capsule comes once, and before Go.");
        }
        return arrival;
    }

    /**
     * Goes on with the session. A refusal means that nothing was sealed under its keys and nothing
     * will be: the source may take it back.
     */
    void activate(SessionEntry entry, Runnable onLive) {
        RoomArrival arrival = arrival(entry, true);
        PeerSession session = entry.session();
        try {
            Handover.activate(session);
            entry.room()
                    .room()
                    .addSession(
                            entry.id(),
                            feedback -> {
                                session.reception().deliverFeedbackTo(feedback);
                                return session;
                            },
                            plane.now());
            arrival.activate(entry.id(), plane.now());
        } catch (CorruptStateException e) {
            undo(entry, arrival);
            throw corrupt(e);
        }
        // From here on packets are sealed, and there is no way back.
        entry.arrival(null);
        entry.phase = SessionEntry.Phase.LIVE;
        onLive.run();
        arrival.catchUp(plane.now());
        Handover.takeKept(session);
        plane.counters().increment(Counter.SESSIONS_MOVED_IN);
        if (entry.isRestarted) {
            plane.counters().increment(Counter.SESSIONS_RESUMED_IN);
        }
        entry.room().room().onTransportChanged(entry.id(), plane.now());
        plane.settle(entry);
        plane.flush();
    }

    /** Closed first, so that leaving the room seals no goodbye. */
    private void undo(SessionEntry entry, RoomArrival arrival) {
        arrival.forget();
        entry.arrival(null);
        entry.session().close();
        entry.room().room().removeSession(entry.id(), plane.now());
        plane.publish(
                new NodeEvent.SessionEnded(
                        entry.room().id(), entry.id(), NodeEvent.EndReason.INTERNAL));
        plane.removeSession(entry);
    }

    /**
     * A datagram that the source received. An arriving session keeps it; one that has moved on
     * sends it on, as a client may still use the path to the node before last.
     */
    void tunnelled(SessionEntry entry, byte[] payload, long ageNanos, TransportAddress remote) {
        if (entry.phase == SessionEntry.Phase.GONE) {
            plane.counters().increment(Counter.TUNNEL_TOO_LATE);
        } else {
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
            RoomArrival arrival = entry.arrival();
            if (arrival != null) {
                arrival.forget();
                entry.arrival(null);
            }
            boolean isUnseen = entry.isUnseen();
            plane.removeSession(entry);
            if (isUnseen) {
                ports.giveBack(entry.id(), entry.port());
            }
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

    /** What an offered session consumes, for whoever has to fetch it. Any thread. */
    static RoomArrival.Wants wants(byte[] offer) {
        try {
            RoomPart part = RoomPart.read(Capsule.read(offer).roomPart());
            return RoomArrival.readWants(new StateReader(part.relays()));
        } catch (CapsuleException | CorruptStateException e) {
            throw corrupt(e);
        }
    }

    private static RequestException corrupt(Exception cause) {
        return new RequestException(
                ErrorCode.CORRUPT_CAPSULE,
                "The capsule cannot be used: " + cause.getMessage() + ".");
    }

    /**
     * What the source's worker says beside the session: address family, profile, the room's part,
     * and what it has to do with other legs.
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record RoomPart(boolean isIpv4, String srtpProfile, byte[] session, byte[] relays) {

        static RoomPart read(byte[] bytes) throws CorruptStateException {
            var in = new StateReader(bytes);
            in.require(in.begin() >= ROOM_PART_VERSION, "unknown version of a room part");
            boolean isIpv4 = in.bool();
            String profile = in.text(64);
            byte[] session = in.bytes(MAX_ROOM_BYTES);
            byte[] relays = in.bytes(MAX_ROOM_BYTES);
            in.end();
            return new RoomPart(isIpv4, profile, session, relays);
        }
    }
}
