package media.sluice.coordinator.port;

import java.util.Optional;

/** Keeps what a next owner of a room must know. Safe for use by many threads. */
public interface RoomStore {
    /**
     * What is kept of a room.
     *
     * @param name its name
     * @param sid its identifier
     * @param epoch who owns it
     * @param nodeId its media node, empty while it has none
     */
    record Entry(String name, String sid, Epoch epoch, String nodeId) {}

    /** An epoch above every one this store knows. */
    Epoch nextEpoch(String owner);

    /** Keeps the room, in place of what was kept under its name. */
    void put(Entry entry);

    /** Forgets the room. */
    void remove(String name);

    /** True when some coordinator keeps a room of this identifier. */
    boolean isKept(String sid);

    /** What is kept under this name. */
    Optional<Entry> find(String name);
}
