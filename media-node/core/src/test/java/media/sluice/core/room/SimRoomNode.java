package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionEvent;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/** A worker with one room in the simulation; the session with index i has socket i. */
final class SimRoomNode implements SimPeer {

    private record Outgoing(byte[] bytes, int socket, TransportAddress remote) {}

    private final class Queue implements DatagramSink {
        private final MemorySegment room = MemorySegment.ofArray(new byte[2048]);

        @Override
        public MemorySegment segment() {
            return room;
        }

        @Override
        public long reserve(int capacity) {
            return capacity <= 2048 ? 0 : FULL;
        }

        @Override
        public void commit(int length, int socket, TransportAddress remote) {
            byte[] bytes = new byte[length];
            Bytes.copy(room, 0, bytes, 0, length);
            outgoing.add(new Outgoing(bytes, socket, remote));
        }
    }

    private final ArrayDeque<Outgoing> outgoing = new ArrayDeque<>();
    private final Queue queue = new Queue();
    private final Egress egress;
    final Room room;
    final List<PeerSession> sessions = new ArrayList<>();
    final List<RoomEvent> events = new ArrayList<>();

    SimRoomNode(SrtpEngine engine) {
        egress = new Egress(engine, queue);
        room = new Room("room", egress);
    }

    /** Adds a session; its id is its index. */
    void add(PeerSession session, long nowNanos) {
        room.addSession(
                "" + sessions.size(),
                feedback -> {
                    session.reception().deliverFeedbackTo(feedback);
                    return session;
                },
                nowNanos);
        sessions.add(session);
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        sessions.get(socket).handleDatagram(socket, remote, segment, offset, length, nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        for (PeerSession session : sessions) {
            session.handleTimeout(nowNanos);
        }
        room.handleTimeout(nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        long next = room.nextDeadlineNanos();
        for (PeerSession session : sessions) {
            next = Math.min(next, session.nextDeadlineNanos());
        }
        return next;
    }

    @Override
    public void transmit(SimOutbox outbox, long nowNanos) {
        egress.flush();
        for (int i = 0; i < sessions.size(); i++) {
            PeerSession session = sessions.get(i);
            session.transmit(queue, nowNanos);
            for (SessionEvent event = session.pollEvent();
                    event != null;
                    event = session.pollEvent()) {
                room.onTransportChanged("" + i, nowNanos);
            }
        }
        for (RoomEvent event = room.pollEvent(); event != null; event = room.pollEvent()) {
            events.add(event);
        }
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            outbox.send(next.socket(), next.remote(), next.bytes());
        }
    }
}
