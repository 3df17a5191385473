package media.sluice.node.control;

import java.util.List;
import media.sluice.core.room.RoomArrival;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.Arrivals;
import media.sluice.node.relay.ArrivingSession;
import media.sluice.node.relay.Candidate;
import media.sluice.node.relay.Ticket;
import media.sluice.node.relay.TrunkLink;
import media.sluice.node.relay.Trunks;
import media.sluice.node.worker.WorkerMailbox;

/** Finds the worker for a session that comes from another node. Thread-safe. */
public final class ArrivalDesk implements Arrivals {

    private final RoomDirectory directory;
    private final Trunks trunks;

    public ArrivalDesk(RoomDirectory directory, Trunks trunks) {
        this.directory = directory;
        this.trunks = trunks;
    }

    @Override
    public ArrivingSession accept(Ticket ticket, byte[] capsule, Runnable onFirstCheck) {
        fetch(ticket.roomId(), WorkerMailbox.wants(capsule));
        return directory.inRoom(
                ticket.roomId(),
                mailbox -> {
                    if (!directory.putSession(ticket.sessionId(), ticket.roomId())) {
                        throw new RequestException(
                                ErrorCode.DIFFERENT_CONTENT,
                                "The session is on this node already.");
                    }
                    try {
                        return new Listed(
                                Answers.await(mailbox.accept(ticket, capsule, onFirstCheck)),
                                () -> directory.removeSession(ticket.sessionId()));
                    } catch (RuntimeException e) {
                        directory.removeSession(ticket.sessionId());
                        throw e;
                    }
                });
    }

    /**
     * An arriving session that leaves the directory when it is forgotten, so that it may be offered
     * again.
     */
    private record Listed(ArrivingSession session, Runnable unlist) implements ArrivingSession {
        @Override
        public List<Candidate> candidates() {
            return session.candidates();
        }

        @Override
        public long activate(byte[] finalCapsule) {
            return session.activate(finalCapsule);
        }

        @Override
        public void datagram(byte[] payload, long ageNanos, TransportAddress remote) {
            session.datagram(payload, ageNanos, remote);
        }

        @Override
        public void forget() {
            session.forget();
            unlist.run();
        }
    }

    /** What the session consumes and this node lacks is had from the source, before the lock. */
    private void fetch(String roomId, RoomArrival.Wants wants) {
        WorkerMailbox mailbox = directory.worker(roomId).mailbox();
        for (RoomArrival.Want want : Answers.await(mailbox.missing(roomId, wants.producers()))) {
            TrunkLink link = trunks.find(wants.trunkId());
            if (link != null && want.isAtSource()) {
                link.pull(want.producerId(), want.layers());
            }
        }
    }
}
