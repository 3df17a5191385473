package media.sluice.examples;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.room.Egress;
import media.sluice.core.room.Room;
import media.sluice.core.session.PeerSession;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a worker of the media node does, without threads and sockets: it hands datagrams and time to
 * its sessions and its room, and sends what they have to say. Session and socket have equal
 * indexes.
 */
final class SimWorker implements SimPeer {
    private final Map<String, PeerSession> sessions = new LinkedHashMap<>();
    private final Map<Integer, PeerSession> bySocket = new LinkedHashMap<>();
    private final LateSink sink = new LateSink();
    private final Egress egress;
    private final Room room;

    SimWorker(SrtpEngine engine) {
        egress = new Egress(engine, sink);
        room = new Room("meeting", egress);
    }

    Room room() {
        return room;
    }

    PeerSession add(String name, PeerSession session, int socket) {
        sessions.put(name, session);
        bySocket.put(socket, session);
        return room.addSession(
                name,
                feedback -> {
                    session.reception().deliverFeedbackTo(feedback);
                    return session;
                },
                0);
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        Objects.requireNonNull(bySocket.get(socket))
                .handleDatagram(socket, remote, segment, offset, length, nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        sessions.values().forEach(session -> session.handleTimeout(nowNanos));
        room.handleTimeout(nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        long next = room.nextDeadlineNanos();
        for (var session : sessions.values()) {
            next = Math.min(next, session.nextDeadlineNanos());
        }
        return next;
    }

    @Override
    public void transmit(SimOutbox outbox, long nowNanos) {
        sink.outbox = outbox;
        sessions.forEach((name, session) -> {
            session.transmit(sink, nowNanos);
            while (session.pollEvent() != null) {
                room.onTransportChanged(name, nowNanos);
            }
        });
        egress.flush();
    }

    /** The egress wants a sink before the simulation has one. */
    private static final class LateSink implements DatagramSink {
        private @Nullable SimOutbox outbox;

        private SimOutbox outbox() {
            return Objects.requireNonNull(outbox);
        }

        @Override
        public MemorySegment segment() {
            return outbox().segment();
        }

        @Override
        public long reserve(int capacity) {
            return outbox().reserve(capacity);
        }

        @Override
        public void commit(int length, int socket, TransportAddress remote) {
            outbox().commit(length, socket, remote);
        }
    }
}
