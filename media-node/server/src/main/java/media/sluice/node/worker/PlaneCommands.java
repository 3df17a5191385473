package media.sluice.node.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import media.sluice.core.ice.LocalCandidate;
import media.sluice.core.room.ConsumerParameters;
import media.sluice.core.room.ConsumerSettings;
import media.sluice.core.room.DataCounters;
import media.sluice.core.room.DataDrop;
import media.sluice.core.room.ProducerParameters;
import media.sluice.core.room.Room;
import media.sluice.core.room.RoomException;
import media.sluice.core.room.RoomStatistics;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.Candidate;

/** What controllers ask of one worker's rooms and sessions. Owned by the worker. */
final class PlaneCommands {

    private final Plane plane;
    private final WorkerPorts ports;
    private final PlaneSetup setup;

    PlaneCommands(Plane plane, WorkerPorts ports, PlaneSetup setup) {
        this.plane = plane;
        this.ports = ports;
        this.setup = setup;
    }

    void createRoom(String roomId, Epoch epoch) {
        RoomEntry known = plane.rooms().get(roomId);
        if (known == null) {
            var room = new Room(roomId, plane.egress());
            plane.rooms().put(roomId, new RoomEntry(plane, room, epoch));
        } else {
            known.admit(epoch);
        }
    }

    void closeRoom(String roomId, Epoch epoch) {
        RoomEntry known = plane.rooms().get(roomId);
        if (known != null) {
            known.admit(epoch);
            plane.closeRoom(known, NodeEvent.EndReason.ROOM_CLOSED);
        }
    }

    /**
     * How long the session has not used the best port for it here, in nanoseconds; what its client
     * still remembers only counts for a room that is empty, and so may change its worker.
     */
    long portIdleNanos(String roomId, String sessionId) {
        RoomEntry known = plane.rooms().get(roomId);
        boolean mayMove = known == null || known.isEmpty();
        long idle = ports.idleNanos(sessionId, plane.now());
        return mayMove && idle < WorkerPorts.MEMORY_NANOS ? idle : Long.MAX_VALUE;
    }

    SessionParameters createSession(SessionRequest request, Epoch epoch) {
        RoomEntry room = room(request.roomId(), epoch);
        SessionEntry known = plane.sessions().get(request.sessionId());
        if (known != null) {
            requireSame(known, request, room);
            openChannels(known, request.data());
            plane.settle(known);
            return parameters(known);
        }
        int port = ports.choose(request.sessionId(), plane.now());
        var entry =
                new SessionEntry(plane, request.sessionId(), room, port, SessionEntry.Phase.LIVE);
        var config =
                new SessionConfig(
                        IntStream.of(ports.sockets(port)).boxed().toList(), setup.certificate());
        room.room()
                .addSession(
                        request.sessionId(),
                        feedback -> {
                            PeerSession made = PeerSession.open(config, setup.sessionPorts());
                            made.reception().deliverFeedbackTo(feedback);
                            if (request.data().maxMessageBytes() > 0) {
                                made.data().enable(request.data().maxMessageBytes());
                            }
                            entry.bind(made);
                            return made;
                        },
                        plane.now());
        plane.install(entry);
        openAllOrNothing(entry, request.data());
        PeerParameters peer = request.peer();
        if (peer != null) {
            connect(entry, peer);
        }
        plane.settle(entry);
        return parameters(entry);
    }

    private void openAllOrNothing(SessionEntry entry, SessionData data) {
        try {
            openChannels(entry, data);
        } catch (RoomException | RequestException refusal) {
            close(entry);
            throw refusal;
        }
    }

    private static void openChannels(SessionEntry entry, SessionData data) {
        Room room = entry.room().room();
        data.producers().forEach(each -> room.data().createProducer(entry.id(), each));
        data.consumers().forEach(each -> room.data().createConsumer(entry.id(), each));
    }

    private static void requireSame(SessionEntry known, SessionRequest request, RoomEntry room) {
        PeerParameters wanted = request.peer();
        if (known.room() != room || (wanted != null && !wanted.equals(known.peer()))) {
            throw new RequestException(
                    ErrorCode.DIFFERENT_CONTENT, "The session is here with another room or peer.");
        }
    }

    void connectSession(String sessionId, PeerParameters peer, Epoch epoch) {
        SessionEntry entry = session(sessionId, epoch);
        if (!peer.equals(entry.peer())) {
            connect(entry, peer);
            plane.settle(entry);
        }
    }

    private static void connect(SessionEntry entry, PeerParameters peer) {
        entry.peer(peer);
        entry.session().connect(peer.ice(), peer.fingerprints());
    }

    SessionParameters restartIce(String sessionId, Epoch epoch) {
        SessionEntry entry = session(sessionId, epoch);
        entry.session().restartIce();
        plane.refresh(entry);
        plane.settle(entry);
        return parameters(entry);
    }

    void closeSession(String sessionId, Epoch epoch) {
        SessionEntry entry = plane.sessions().get(sessionId);
        if (entry != null) {
            entry.room().admit(epoch);
            close(entry);
        }
    }

    private void close(SessionEntry entry) {
        if (entry.phase == SessionEntry.Phase.LIVE) {
            entry.room().room().removeSession(entry.id(), plane.now());
        }
        plane.removeSession(entry);
        plane.settle(entry.room());
    }

    void createProducer(String sessionId, ProducerParameters producer, Epoch epoch) {
        SessionEntry entry = session(sessionId, epoch);
        entry.room().room().createProducer(sessionId, producer, plane.now());
        plane.settle(entry);
    }

    void pauseProducer(String roomId, String producerId, boolean isPaused, Epoch epoch) {
        RoomEntry entry = room(roomId, epoch);
        entry.room().pauseProducer(producerId, isPaused, plane.now());
        plane.settle(entry);
    }

    void closeProducer(String roomId, String producerId, Epoch epoch) {
        RoomEntry entry = room(roomId, epoch);
        entry.room().closeProducer(producerId, plane.now());
        plane.settle(entry);
    }

    void createConsumer(
            String sessionId, ConsumerParameters consumer, ConsumerSettings settings, Epoch epoch) {
        SessionEntry entry = session(sessionId, epoch);
        entry.room().room().createConsumer(sessionId, consumer, settings, plane.now());
        plane.settle(entry);
    }

    void updateConsumer(String roomId, String consumerId, ConsumerSettings settings, Epoch epoch) {
        RoomEntry entry = room(roomId, epoch);
        entry.room().updateConsumer(consumerId, settings, plane.now());
        plane.settle(entry);
    }

    void closeConsumer(String roomId, String consumerId, Epoch epoch) {
        RoomEntry entry = room(roomId, epoch);
        entry.room().closeConsumer(consumerId, plane.now());
        plane.settle(entry);
    }

    void requestKeyframe(String roomId, String producerId, int layer, Epoch epoch) {
        RoomEntry entry = room(roomId, epoch);
        entry.room().requestKeyframe(producerId, layer, plane.now());
        plane.settle(entry);
    }

    List<OpenRoom> openRooms() {
        return plane.rooms().values().stream()
                .map(room ->
                        new OpenRoom(
                                room.id(),
                                room.epoch(),
                                room.sessions().stream().map(SessionEntry::id).toList()))
                .toList();
    }

    List<SessionSnapshot.OfRoom> statistics(String roomId, String sessionId) {
        return plane.rooms().values().stream()
                .filter(room -> roomId.isEmpty() || room.id().equals(roomId))
                .map(room ->
                        new SessionSnapshot.OfRoom(
                                room.id(),
                                room.epoch(),
                                room.sessions().stream()
                                        .filter(each -> each.phase == SessionEntry.Phase.LIVE)
                                        .filter(each ->
                                                sessionId.isEmpty() || each.id().equals(sessionId))
                                        .map(this::snapshot)
                                        .toList(),
                                dataDrops(room.room().data().counters()),
                                plane.trunks().snapshot(room)))
                .toList();
    }

    private SessionSnapshot snapshot(SessionEntry entry) {
        RoomStatistics streams = entry.room().room().statistics(entry.id(), plane.now());
        return new SessionSnapshot(
                entry.id(),
                entry.state,
                entry.session().remote(),
                local(entry),
                entry.srtpProfile,
                new SessionSnapshot.Traffic(
                        entry.datagramsReceived,
                        entry.session().counters().datagramsSent(),
                        entry.bytesReceived,
                        entry.session().counters().bytesSent()),
                SessionDrops.of(entry.session()),
                streams,
                entry.room().room().data().statistics(entry.id()));
    }

    private List<TransportAddress> local(SessionEntry entry) {
        boolean hasPair = entry.session().remote() != null;
        return hasPair ? ports.addresses(entry.session().sendSocket()) : List.of();
    }

    private static Map<String, Long> dataDrops(DataCounters counters) {
        var drops = new TreeMap<String, Long>();
        for (DataDrop reason : DataDrop.values()) {
            long count = counters.drops(reason);
            if (count > 0) {
                drops.put(reason.name(), count);
            }
        }
        return drops;
    }

    // ---- shared with moves
    // ------------------------------------------------------------------------------

    /** A room that may be commanded. */
    RoomEntry room(String roomId, Epoch epoch) {
        RoomEntry known = plane.rooms().get(roomId);
        if (known == null) {
            throw new RequestException(ErrorCode.UNKNOWN_ROOM);
        }
        known.admit(epoch);
        return known;
    }

    /** A session that is here, in a room that may be commanded. */
    SessionEntry session(String sessionId, Epoch epoch) {
        SessionEntry entry = plane.sessions().get(sessionId);
        if (entry == null || entry.phase != SessionEntry.Phase.LIVE) {
            throw new RequestException(ErrorCode.UNKNOWN_SESSION);
        }
        entry.room().admit(epoch);
        return entry;
    }

    private SessionParameters parameters(SessionEntry entry) {
        return new SessionParameters(entry.session().iceCredentials(), candidates(entry));
    }

    /**
     * Every address of every socket of the session's port: IPv4 first, 127.0.0.1 last. Foundations
     * differ by address.
     */
    List<Candidate> candidates(SessionEntry entry) {
        var first = new ArrayList<Candidate>();
        var last = new ArrayList<Candidate>();
        for (LocalCandidate local : entry.session().candidates()) {
            char suffix = 'a';
            for (TransportAddress address : ports.addresses(local.socket())) {
                var candidate =
                        new Candidate(
                                local.foundation() + suffix++, (int) local.priority(), address);
                (isLoopback(address) ? last : first).add(candidate);
            }
        }
        first.addAll(last);
        return first;
    }

    private static boolean isLoopback(TransportAddress address) {
        return address.isIpv4() && address.ipv4() >>> 24 == 127;
    }
}
