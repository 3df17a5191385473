package media.sluice.node.worker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import media.sluice.core.room.Room;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;

/**
 * A room of one worker with its epoch, its sessions and its place among the timers. Owned by the
 * worker.
 */
final class RoomEntry extends DeadlineHeap.Timed {

    private final Plane plane;
    private final Room room;
    private final Map<String, SessionEntry> sessions = new LinkedHashMap<>();
    private TrunkEntry[] trunks = {};
    private Epoch epoch;
    boolean isTouched;

    RoomEntry(Plane plane, Room room, Epoch epoch) {
        this.plane = plane;
        this.room = room;
        this.epoch = epoch;
    }

    String id() {
        return room.roomId();
    }

    Room room() {
        return room;
    }

    Epoch epoch() {
        return epoch;
    }

    /** Refuses a command of an older owner; a newer one is remembered. */
    void admit(Epoch commander) {
        if (!commander.isAllowedAfter(epoch)) {
            throw new RequestException(
                    ErrorCode.STALE_EPOCH,
                    "The command has epoch "
                            + commander.counter()
                            + " but the room is at "
                            + epoch.counter()
                            + " of "
                            + epoch.owner()
                            + ".");
        }
        epoch = commander;
    }

    void add(SessionEntry session) {
        sessions.put(session.id(), session);
    }

    void remove(SessionEntry session) {
        sessions.remove(session.id(), session);
    }

    List<SessionEntry> sessions() {
        return List.copyOf(sessions.values());
    }

    /** Whether nobody is here and nobody elsewhere is fed from here. */
    boolean isEmpty() {
        return sessions.isEmpty() && !room.relays().feedsOthers();
    }

    void add(TrunkEntry trunk) {
        trunks = Arrays.copyOf(trunks, trunks.length + 1);
        trunks[trunks.length - 1] = trunk;
    }

    void remove(TrunkEntry trunk) {
        trunks = Arrays.stream(trunks).filter(t -> t != trunk).toArray(TrunkEntry[]::new);
    }

    /** Trunks to the room's legs on other nodes; another array after each change. */
    TrunkEntry[] trunks() {
        return trunks;
    }

    @Override
    void onDeadline(long nowNanos) {
        plane.onRoomDeadline(this, nowNanos);
    }
}
