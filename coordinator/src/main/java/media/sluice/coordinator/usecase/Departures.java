package media.sluice.coordinator.usecase;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import media.sluice.coordinator.room.Participant;

/**
 * Who left lately: a client whose signal was cut meanwhile must still hear of it. Owned by the
 * room's thread.
 */
final class Departures {
    private static final int MAX_KEPT = 100;

    /** A message may have been lost that long before the cut was noticed. */
    private static final long MARGIN_MILLIS = 20_000;

    private record Departure(Participant participant, long atMillis) {}

    private final Deque<Departure> kept = new ArrayDeque<>();

    void add(Participant participant, long nowMillis) {
        kept.addLast(new Departure(participant, nowMillis));
        if (kept.size() > MAX_KEPT) {
            kept.removeFirst();
        }
    }

    List<Participant> since(long millis) {
        return kept.stream()
                .filter(departure -> departure.atMillis() >= millis - MARGIN_MILLIS)
                .map(Departure::participant)
                .toList();
    }
}
