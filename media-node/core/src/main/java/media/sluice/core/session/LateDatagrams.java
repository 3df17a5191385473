package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sent while its session was handed over, in order of arrival and bounded: the source
 * tunnels it, the target takes it once the final capsule is there. Owned by its session.
 */
final class LateDatagrams {
    /** 2 s of a busy publisher. */
    static final int CAPACITY = 2048;

    private final ArrayDeque<LateDatagram> queue = new ArrayDeque<>();

    /** Keeps a copy; false when there is no room. */
    boolean keep(
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (queue.size() == CAPACITY) {
            return false;
        }
        byte[] payload = new byte[length];
        Bytes.copy(segment, offset, payload, 0, length);
        return add(new LateDatagram(payload, remote, nowNanos));
    }

    /** Takes one that another node kept; false when there is no room. */
    boolean add(LateDatagram datagram) {
        return queue.size() < CAPACITY && queue.add(datagram);
    }

    /** The oldest, or null. */
    @Nullable LateDatagram poll() {
        return queue.poll();
    }

    void clear() {
        queue.clear();
    }
}
