package media.sluice.coordinator.store.memory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.RoomStore;

/** Keeps rooms for the life of this process. Safe for use by many threads. */
public final class MemoryRoomStore implements RoomStore {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong counter;

    /**
     * An empty store.
     *
     * @param firstCounter epochs begin above it; a restarted coordinator takes a higher one than
     *     before
     */
    public MemoryRoomStore(long firstCounter) {
        counter = new AtomicLong(firstCounter);
    }

    @Override
    public Epoch nextEpoch(String owner) {
        return new Epoch(counter.incrementAndGet(), owner);
    }

    @Override
    public void put(Entry entry) {
        entries.put(entry.name(), entry);
    }

    @Override
    public void remove(String name) {
        entries.remove(name);
    }

    @Override
    public boolean isKept(String sid) {
        return entries.values().stream().anyMatch(entry -> entry.sid().equals(sid));
    }

    @Override
    public Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }
}
