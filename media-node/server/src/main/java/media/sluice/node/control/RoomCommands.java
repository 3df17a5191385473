package media.sluice.node.control;

import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.node.relay.Ticket;
import media.sluice.node.relay.Tickets;
import media.sluice.node.worker.Epoch;
import media.sluice.node.worker.SessionParameters;
import media.sluice.node.worker.SessionRequest;
import media.sluice.node.worker.Worker;
import media.sluice.node.worker.Workers;

/**
 * Commands that change which rooms and sessions are on the node. Thread-safe; calls wait for
 * workers.
 */
final class RoomCommands {

    private final RoomDirectory directory;
    private final Workers workers;
    private final Lifecycle lifecycle;
    private final Tickets tickets;
    private final int maxSessions;

    RoomCommands(
            RoomDirectory directory,
            Workers workers,
            Lifecycle lifecycle,
            Tickets tickets,
            int maxSessions) {
        this.directory = directory;
        this.workers = workers;
        this.lifecycle = lifecycle;
        this.tickets = tickets;
        this.maxSessions = maxSessions;
    }

    void createRoom(String roomId, Epoch epoch) {
        directory.locked(
                roomId,
                () -> {
                    if (!directory.hasRoom(roomId)) {
                        requireWelcome();
                    }
                    openRoom(roomId, epoch);
                    return true;
                });
    }

    void closeRoom(String roomId, Epoch epoch) {
        directory.locked(
                roomId,
                () -> {
                    if (directory.hasRoom(roomId)) {
                        Answers.await(directory.worker(roomId).mailbox().closeRoom(roomId, epoch));
                        directory.removeRoom(roomId);
                    }
                    return true;
                });
    }

    SessionParameters createSession(SessionRequest request, Epoch epoch) {
        return directory.inRoom(
                request.roomId(),
                mailbox -> {
                    boolean isNew = directory.putSession(request.sessionId(), request.roomId());
                    try {
                        requireRoomOf(request);
                        if (isNew) {
                            requireWelcome();
                            // The new one is counted already.
                            requireSpaceFor(0);
                        }
                        return Answers.await(mailbox.createSession(request, epoch));
                    } catch (RuntimeException e) {
                        if (isNew) {
                            directory.removeSession(request.sessionId());
                        }
                        throw e;
                    }
                });
    }

    void closeSession(String sessionId, Epoch epoch) {
        if (directory.hasSession(sessionId)) {
            directory.ofSession(
                    sessionId,
                    mailbox -> {
                        Answers.await(mailbox.closeSession(sessionId, epoch));
                        directory.removeSession(sessionId);
                        return true;
                    });
        }
    }

    /** Keeps a place for a session that will come; opens its room when it is not here. */
    String prepareMove(String roomId, String sessionId, Epoch epoch) {
        return directory.locked(
                roomId,
                () -> {
                    requireWelcome();
                    requireSpaceFor(1);
                    openRoom(roomId, epoch);
                    rehome(roomId, sessionId, epoch);
                    return tickets.issue(new Ticket(roomId, sessionId));
                });
    }

    private void openRoom(String roomId, Epoch epoch) {
        Worker worker =
                directory.hasRoom(roomId) ? directory.worker(roomId) : workers.leastLoaded();
        Answers.await(worker.mailbox().createRoom(roomId, epoch));
        directory.putRoom(roomId, worker);
    }

    /**
     * A client does not look at an address whose pair it still has: when the room is empty and the
     * session has used all ports of its worker lately, the room goes to the worker where that is
     * longest ago.
     */
    private void rehome(String roomId, String sessionId, Epoch epoch) {
        Worker current = directory.worker(roomId);
        Worker best = current;
        long longest = portIdleNanos(current, roomId, sessionId);
        for (Worker worker : workers.all()) {
            long idle = worker == current ? -1 : portIdleNanos(worker, roomId, sessionId);
            if (longest < Long.MAX_VALUE && idle > longest) {
                best = worker;
                longest = idle;
            }
        }
        if (best != current) {
            Answers.await(current.mailbox().closeRoom(roomId, epoch));
            Answers.await(best.mailbox().createRoom(roomId, epoch));
            directory.putRoom(roomId, best);
        }
    }

    private static long portIdleNanos(Worker worker, String roomId, String sessionId) {
        return Answers.await(worker.mailbox().portIdleNanos(roomId, sessionId));
    }

    private void requireRoomOf(SessionRequest request) {
        if (!directory.roomOf(request.sessionId()).equals(request.roomId())) {
            throw new RequestException(
                    ErrorCode.DIFFERENT_CONTENT, "The session is on this node in another room.");
        }
    }

    private void requireWelcome() {
        if (!lifecycle.isReady()) {
            throw new RequestException(ErrorCode.NODE_DRAINING);
        }
    }

    private void requireSpaceFor(int more) {
        if (directory.sessionCount() + more > maxSessions) {
            throw new RequestException(ErrorCode.NODE_FULL);
        }
    }
}
