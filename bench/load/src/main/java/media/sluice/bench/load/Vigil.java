package media.sluice.bench.load;

import java.util.List;

/**
 * Watches a crowd: whoever is in a room for some seconds must hear everybody else who is, always.
 * Owned by the media thread while it looks.
 */
final class Vigil {
    /** Whoever has just come may still wait for its first packets. */
    private static final long SETTLED_NANOS = 5_000_000_000L;

    /** Streams have ten packets a second. */
    private static final long SILENCE_NANOS = 2_000_000_000L;

    private final Crowd crowd;
    private long pairs;
    private long silent;

    Vigil(Crowd crowd) {
        this.crowd = crowd;
    }

    /** Looks once at every pair of listener and stream. */
    void look(long nowNanos) {
        for (Crowd.Room room : crowd.rooms()) {
            for (Crowd.Place to : room.places()) {
                Participant listener = to.settled(nowNanos, SETTLED_NANOS);
                for (Crowd.Place from : room.places()) {
                    Participant speaker = from.settled(nowNanos, SETTLED_NANOS);
                    if (listener != null && speaker != null && listener != speaker) {
                        compare(listener.judge(), speaker.publications(), nowNanos);
                    }
                }
            }
        }
    }

    private void compare(Judge judge, List<Publication> streams, long nowNanos) {
        for (Publication stream : streams) {
            long last = judge.lastNanos(stream.ssrc());
            pairs++;
            silent += last == 0 || nowNanos - last > SILENCE_NANOS ? 1 : 0;
        }
    }

    /** Adds what was seen to a step's results. */
    void describe(Figures to) {
        to.add("pairs", pairs).add("silent", silent);
    }
}
