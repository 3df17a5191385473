package media.sluice.node.control;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.worker.Worker;
import media.sluice.node.worker.WorkerMailbox;

/**
 * Which worker has which room, and which room has which session. Thread-safe. Commands of one room
 * run one after the other, so that what a command reads here is still true when its worker has
 * answered.
 */
public final class RoomDirectory {

    private static final int LOCKS = 64;

    private final Map<String, Worker> rooms = new ConcurrentHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    public RoomDirectory() {
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Runs a command of an open room. */
    <T> T inRoom(String roomId, Function<WorkerMailbox, T> command) {
        return locked(roomId, () -> command.apply(worker(roomId).mailbox()));
    }

    /** Runs a command of a session that is here. */
    <T> T ofSession(String sessionId, Function<WorkerMailbox, T> command) {
        return inRoom(roomOf(sessionId), command);
    }

    /** The room of a session that is here. */
    String roomOf(String sessionId) {
        String roomId = sessions.get(sessionId);
        if (roomId == null) {
            throw new RequestException(ErrorCode.UNKNOWN_SESSION);
        }
        return roomId;
    }

    /** Runs a command while no other command of the room runs. */
    <T> T locked(String roomId, Supplier<T> command) {
        ReentrantLock lock = locks[Math.floorMod(roomId.hashCode(), LOCKS)];
        lock.lock();
        try {
            return command.get();
        } finally {
            lock.unlock();
        }
    }

    boolean hasRoom(String roomId) {
        return rooms.containsKey(roomId);
    }

    boolean hasSession(String sessionId) {
        return sessions.containsKey(sessionId);
    }

    /** The worker of an open room. */
    Worker worker(String roomId) {
        Worker worker = rooms.get(roomId);
        if (worker == null) {
            throw new RequestException(ErrorCode.UNKNOWN_ROOM);
        }
        return worker;
    }

    void putRoom(String roomId, Worker worker) {
        rooms.put(roomId, worker);
    }

    void removeRoom(String roomId) {
        rooms.remove(roomId);
        sessions.values().removeIf(roomId::equals);
    }

    /** Notes a session; false when one with this identifier is here already. */
    boolean putSession(String sessionId, String roomId) {
        return sessions.putIfAbsent(sessionId, roomId) == null;
    }

    /** Forgets a session; nothing happens when it is not here. Any thread. */
    public void removeSession(String sessionId) {
        sessions.remove(sessionId);
    }

    /** Sessions now. */
    public int sessionCount() {
        return sessions.size();
    }

    /** Rooms now. */
    public int roomCount() {
        return rooms.size();
    }

    /** Identifiers of the open rooms. */
    Set<String> roomIds() {
        return Set.copyOf(rooms.keySet());
    }
}
