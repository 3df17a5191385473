package media.sluice.bench.load;

import java.util.List;
import java.util.Random;

/** Lets a crowd stay for a while, or come and go, and says what it received meanwhile. */
final class Churn {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long SEED = 5;

    /** Nobody leaves who has not been here for so long. */
    private static final long SHORTEST_STAY_NANOS = 3 * SECOND_NANOS;

    /** One of so many is gone without a word. */
    private static final int RUDE_EVERY = 4;

    private static final long NEW_ROOM_EVERY_SECONDS = 5;

    private final Crowd crowd;
    private final People people;
    private final Random random = new Random(SEED);
    private long left;
    private long vanished;
    private long renewed;

    Churn(Crowd crowd, People people) {
        this.crowd = crowd;
        this.people = people;
    }

    /** Nobody comes, nobody goes. */
    Figures hold(int seconds) {
        return run(seconds, 0);
    }

    /**
     * So many leave each second and others come; every fifth second all people of one room. Returns
     * when the last who leaves has been replaced.
     */
    Figures churn(int seconds, int perSecond) {
        return run(seconds, perSecond);
    }

    private Figures run(int seconds, int perSecond) {
        var vigil = new Vigil(crowd);
        crowd.takeFailures();
        crowd.takeCame();
        Sent before = begin();
        long start = System.nanoTime();
        long leaves = 0;
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < perSecond; i++) {
                sleepUntil(start + second * SECOND_NANOS + i * SECOND_NANOS / perSecond);
                replaceOne(leaves++);
            }
            sleepUntil(start + (second + 1) * SECOND_NANOS);
            crowd.replaceBroken();
            if (perSecond > 0 && second % NEW_ROOM_EVERY_SECONDS == NEW_ROOM_EVERY_SECONDS - 1) {
                crowd.renew(crowd.rooms().get(random.nextInt(crowd.rooms().size())));
                renewed++;
            }
            people.loop().execute(() -> vigil.look(System.nanoTime()));
        }
        crowd.awaitQuiet();
        return result(vigil, before, start);
    }

    private void replaceOne(long number) {
        Crowd.Room room = crowd.rooms().get(random.nextInt(crowd.rooms().size()));
        Crowd.Place place = room.places().get(random.nextInt(room.places().size()));
        if (place.settled(System.nanoTime(), SHORTEST_STAY_NANOS) == null) {
            return;
        }
        boolean isPolite = number % RUDE_EVERY != 0;
        crowd.replace(room, place, isPolite);
        left++;
        vanished += isPolite ? 0 : 1;
    }

    /** What everybody who is inside has sent so far. */
    private record Sent(long audio, long video) {}

    private Sent begin() {
        return people.loop()
                .ask(() -> {
                    people.tally().clear();
                    return sent();
                });
    }

    private Sent sent() {
        long audio = 0;
        long video = 0;
        for (Crowd.Room room : crowd.rooms()) {
            for (Crowd.Place place : room.places()) {
                Participant person = place.settled(System.nanoTime(), 0);
                for (Publication each :
                        person == null ? List.<Publication>of() : person.publications()) {
                    audio += each.isVideo() ? 0 : each.sent();
                    video += each.isVideo() ? each.sent() : 0;
                }
            }
        }
        return new Sent(audio, video);
    }

    private Figures result(Vigil vigil, Sent before, long startNanos) {
        var figures = new Figures();
        double seconds = (System.nanoTime() - startNanos) / (double) SECOND_NANOS;
        int inside = crowd.inside();
        figures.add("seconds", seconds).add("people", inside).add("came", crowd.takeCame());
        figures.add("left", left).add("vanished", vanished).add("rooms_renewed", renewed);
        List<String> failures = crowd.takeFailures();
        figures.add("failed", failures.size())
                .add("why", String.join("; ", failures.stream().limit(3).toList()));
        people.loop()
                .ask(() -> {
                    people.tally().describe(figures);
                    vigil.describe(figures);
                    Sent after = sent();
                    if (left + renewed == 0) {
                        double personSeconds = Math.max(1, inside) * seconds;
                        figures.add(
                                "audio_per_second", (after.audio - before.audio) / personSeconds);
                        figures.add(
                                "video_per_second", (after.video - before.video) / personSeconds);
                    }
                    figures.add(
                            "received_per_person",
                            people.tally().verified / (Math.max(1, inside) * seconds));
                    return true;
                });
        return figures;
    }

    private static void sleepUntil(long nanos) {
        long millis = (nanos - System.nanoTime()) / 1_000_000;
        if (millis > 0) {
            Rooms.pause(millis);
        }
    }
}
