package media.sluice.node.control;

import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.Arrivals;
import media.sluice.node.relay.ArrivingSession;
import media.sluice.node.relay.Ticket;

/** Finds the worker for a session that comes from another node. Thread-safe. */
public final class ArrivalDesk implements Arrivals {

    private final RoomDirectory directory;

    public ArrivalDesk(RoomDirectory directory) {
        this.directory = directory;
    }

    @Override
    public ArrivingSession accept(Ticket ticket, byte[] capsule, Runnable onFirstCheck) {
        return directory.inRoom(
                ticket.roomId(),
                mailbox -> {
                    if (!directory.putSession(ticket.sessionId(), ticket.roomId())) {
                        throw new RequestException(
                                ErrorCode.DIFFERENT_CONTENT,
                                "The session is on this node already.");
                    }
                    try {
                        return Answers.await(mailbox.accept(ticket, capsule, onFirstCheck));
                    } catch (RuntimeException e) {
                        directory.removeSession(ticket.sessionId());
                        throw e;
                    }
                });
    }
}
