package media.sluice.coordinator.usecase;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Who was to join and found no node with room. Somebody who asks again within the minute still
 * waits, as SDKs do by themselves; who does not has gone. Safe for use by many threads.
 */
final class WaitingJoins {
    static final long REMEMBERED_MILLIS = 60_000;

    /** More say no more about how many nodes are needed; the longest silent are forgotten. */
    static final int MAX = 10_000;

    /** The longest silent first. */
    private final SequencedMap<Seat, Times> bySeat = new LinkedHashMap<>();

    private record Times(long firstMillis, long lastMillis) {}

    /** No node could take this participant. */
    synchronized void foundNone(Seat seat, long nowMillis) {
        forget(nowMillis);
        var before = bySeat.remove(seat);
        if (bySeat.size() >= MAX) {
            bySeat.pollFirstEntry();
        }
        bySeat.put(seat, new Times(before == null ? nowMillis : before.firstMillis(), nowMillis));
    }

    /** A node took it, or it is to go elsewhere. */
    synchronized void waitsNoMore(Seat seat) {
        bySeat.remove(seat);
    }

    synchronized Waiting now(long nowMillis) {
        forget(nowMillis);
        long first = bySeat.values().stream().mapToLong(Times::firstMillis).min().orElse(nowMillis);
        int rooms = (int) bySeat.keySet().stream().map(Seat::roomName).distinct().count();
        return new Waiting(bySeat.size(), rooms, Math.max(0, nowMillis - first));
    }

    private void forget(long nowMillis) {
        Iterator<Times> oldest = bySeat.values().iterator();
        while (oldest.hasNext() && nowMillis - oldest.next().lastMillis() > REMEMBERED_MILLIS) {
            oldest.remove();
        }
    }
}
