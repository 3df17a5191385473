package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sent while its session was handed over, in order of arrival and bounded: the source
 * tunnels it, and keeps it in case the session stays; the target takes it once it is live. Owned by
 * its session.
 *
 * <pre>
 *  keep, add ──► waiting ──toTunnel──► tunnelled (until letGo)
 *                   └───────poll──────────┘   the oldest of all
 * </pre>
 */
final class LateDatagrams {
    /** 2 s of a busy publisher. */
    static final int CAPACITY = 2048;

    private final ArrayDeque<LateDatagram> waiting = new ArrayDeque<>();
    private final ArrayDeque<LateDatagram> tunnelled = new ArrayDeque<>();
    private boolean isLetGo;

    /** Keeps a copy; false when there is no room. */
    boolean keep(
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (waiting.size() == CAPACITY) {
            return false;
        }
        byte[] payload = new byte[length];
        Bytes.copy(segment, offset, payload, 0, length);
        return add(new LateDatagram(payload, remote, nowNanos));
    }

    /** Takes one that another node kept; false when there is no room. */
    boolean add(LateDatagram datagram) {
        return waiting.size() < CAPACITY && waiting.add(datagram);
    }

    /** The next to tunnel, or null; of what was tunnelled the latest stay here. */
    @Nullable LateDatagram toTunnel() {
        LateDatagram next = waiting.poll();
        if (next != null && !isLetGo) {
            if (tunnelled.size() == CAPACITY) {
                tunnelled.remove();
            }
            tunnelled.add(next);
        }
        return next;
    }

    /** The session lives at the target: what was tunnelled is the target's alone. */
    void letGo() {
        isLetGo = true;
        tunnelled.clear();
    }

    /** The oldest, tunnelled or not; or null. */
    @Nullable LateDatagram poll() {
        LateDatagram oldest = tunnelled.poll();
        return oldest == null ? waiting.poll() : oldest;
    }

    void clear() {
        waiting.clear();
        tunnelled.clear();
    }
}
