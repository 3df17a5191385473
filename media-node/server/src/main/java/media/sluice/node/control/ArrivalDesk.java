package media.sluice.node.control;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
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
import org.jspecify.annotations.Nullable;

/** Finds the worker for a session that comes from another node. Thread-safe. */
public final class ArrivalDesk implements Arrivals {

    /** How long a producer is waited for whose owner is on its way to this node. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(10);

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
        public CompletableFuture<?> prepare(byte[] finalCapsule, Runnable onReady) {
            return session.prepare(finalCapsule, onReady);
        }

        @Override
        public CompletableFuture<?> activate(Runnable onLive) {
            return session.activate(onLive);
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

    /**
     * What the session consumes and this node lacks is had from the source, before the lock. While
     * its owner moves to this node as well, neither node has it to give: then it is waited for.
     */
    private void fetch(String roomId, RoomArrival.Wants wants) {
        WorkerMailbox mailbox = directory.worker(roomId).mailbox();
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        List<RoomArrival.Want> missing = missing(mailbox, roomId, wants.producers());
        while (!missing.isEmpty()) {
            boolean isLast = System.nanoTime() - endNanos >= 0;
            for (RoomArrival.Want want : missing) {
                pull(trunks.find(wants.trunkId()), want, isLast);
            }
            missing = missing(mailbox, roomId, missing);
            if (isLast) {
                return;
            }
            if (!missing.isEmpty()) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static List<RoomArrival.Want> missing(
            WorkerMailbox mailbox, String roomId, List<RoomArrival.Want> wants) {
        return Answers.await(mailbox.missing(roomId, wants));
    }

    private static void pull(@Nullable TrunkLink link, RoomArrival.Want want, boolean isLast) {
        if (link == null || !want.isAtSource()) {
            return;
        }
        try {
            link.pull(want.producerId(), want.layers());
        } catch (RequestException e) {
            if (isLast || e.code() != ErrorCode.NOT_IN_ROOM) {
                throw e;
            }
        }
    }
}
