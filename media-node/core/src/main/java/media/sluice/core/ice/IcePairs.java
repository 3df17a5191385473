package media.sluice.core.ice;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** The pairs of an agent: few, bounded, searched in order. */
final class IcePairs {
    /** A client with eight interfaces and both of our ports has 16. */
    static final int MAX_PAIRS = 32;

    /** An unused pair may be forgotten once the peer has left it alone for this long. */
    static final long IDLE_NANOS = 5_000_000_000L;

    private final List<IcePair> pairs = new ArrayList<>();

    @Nullable IcePair find(int socket, TransportAddress remote) {
        for (int i = 0; i < pairs.size(); i++) {
            var pair = pairs.get(i);
            if (pair.socket == socket && pair.remote.equals(remote)) {
                return pair;
            }
        }
        return null;
    }

    /** The pair, made if there is room or an idle one to forget; null when all are in use. */
    @Nullable IcePair findOrAdd(
            int socket, TransportAddress remote, @Nullable IcePair selected, long nowNanos) {
        var known = find(socket, remote);
        if (known != null) {
            return known;
        }
        if (pairs.size() == MAX_PAIRS && !forgetIdle(selected, nowNanos)) {
            return null;
        }
        var added = new IcePair(socket, remote);
        pairs.add(added);
        return added;
    }

    void remove(int socket, TransportAddress remote) {
        var known = find(socket, remote);
        if (known != null) {
            pairs.remove(known);
        }
    }

    int size() {
        return pairs.size();
    }

    private boolean forgetIdle(@Nullable IcePair selected, long nowNanos) {
        IcePair oldest = null;
        for (var pair : pairs) {
            if (pair != selected
                    && (oldest == null || pair.checkedAtNanos < oldest.checkedAtNanos)) {
                oldest = pair;
            }
        }
        if (oldest == null || nowNanos - oldest.checkedAtNanos < IDLE_NANOS) {
            return false;
        }
        return pairs.remove(oldest);
    }
}
