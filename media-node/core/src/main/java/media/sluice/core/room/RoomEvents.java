package media.sluice.core.room;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a room tells its owner, bounded: beyond it events are dropped and counted. */
final class RoomEvents {
    private static final int CAPACITY = 4_096;

    private final ArrayDeque<RoomEvent> queue = new ArrayDeque<>();
    private long dropped;

    void add(RoomEvent event) {
        if (queue.size() == CAPACITY) {
            dropped++;
        } else {
            queue.add(event);
        }
    }

    /** The oldest, or null. */
    @Nullable RoomEvent poll() {
        return queue.poll();
    }

    long dropped() {
        return dropped;
    }
}
