package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** The rooms of each day, from a seed. Day 0 is a Monday. The same for every autoscaler. */
final class Workload {

    static final long DAY_MILLIS = 86_400_000;
    private static final long HALF_HOUR_MILLIS = 1_800_000;
    private static final double SERIES_HELD = 0.9;

    private final Parameters parameters;
    private final long seed;
    private final List<Series> series = new ArrayList<>();
    private final double[] hours = new double[25];

    Workload(Parameters parameters, long seed) {
        this.parameters = parameters;
        this.seed = seed;
        for (int hour = 0; hour < 24; hour++) {
            double here = parameters.dayPercent().get(hour);
            double next = parameters.dayPercent().get((hour + 1) % 24);
            hours[hour + 1] = hours[hour] + (here + next) / 2;
        }
        SplittableRandom random = new SplittableRandom(seed);
        long count =
                Math.round(
                        parameters.roomsOfAWeekday()
                                * parameters.percentInSeries()
                                / 100.0
                                / SERIES_HELD);
        for (int i = 0; i < count; i++) {
            series.add(new Series("series-" + i, timeOfDay(random), size(random)));
        }
    }

    /** Rooms that start on a day, in order. */
    List<RoomPlan> day(int day) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + day + 1);
        double factor =
                parameters.weekPercent().get(day % 7)
                        / 100.0
                        * Math.exp(random.nextGaussian() * parameters.sigmaOfADay());
        long midnight = day * DAY_MILLIS;
        List<RoomPlan> rooms = new ArrayList<>();
        for (Series meeting : series) {
            if (random.nextDouble() < SERIES_HELD * factor) {
                long jitter = meeting.isOnTheHour() ? jitter(random) : 0;
                double people =
                        meeting.size()
                                * Math.exp(random.nextGaussian() * parameters.sigmaInSeries());
                rooms.add(
                        room(
                                meeting.key(),
                                midnight + meeting.millisOfDay() + jitter,
                                people,
                                random));
            }
        }
        double others = parameters.roomsOfAWeekday() * (100 - parameters.percentInSeries()) / 100.0;
        long count =
                Math.round(others * factor + random.nextGaussian() * Math.sqrt(others * factor));
        for (int i = 0; i < count; i++) {
            long start = midnight + timeOfDay(random);
            long jitter = start % HALF_HOUR_MILLIS == 0 ? jitter(random) : 0;
            rooms.add(room("adhoc-" + day + "-" + i, start + jitter, size(random), random));
        }
        rooms.sort(Comparator.comparingLong(RoomPlan::startMillis));
        return rooms;
    }

    private long jitter(SplittableRandom random) {
        return Math.round(random.nextGaussian() * parameters.hourJitterSeconds() * 1_000);
    }

    /** By the curve; most are at the next half hour. */
    private long timeOfDay(SplittableRandom random) {
        double at = random.nextDouble() * hours[24];
        int hour = 0;
        while (hours[hour + 1] <= at) {
            hour++;
        }
        double here = parameters.dayPercent().get(hour);
        double next = parameters.dayPercent().get((hour + 1) % 24);
        double inHour = inverted(here, next, at - hours[hour]);
        long millis = Math.min(DAY_MILLIS - 1, (long) ((hour + inHour) * 3_600_000));
        boolean isOnTheHour = random.nextInt(100) < parameters.percentOnTheHour();
        return isOnTheHour
                ? (millis + HALF_HOUR_MILLIS / 2) / HALF_HOUR_MILLIS * HALF_HOUR_MILLIS
                : millis;
    }

    /** Where in the hour the area under the line from here to next reaches so much. */
    private static double inverted(double here, double next, double area) {
        double slope = next - here;
        if (Math.abs(slope) < 1e-9) {
            return area / here;
        }
        return (Math.sqrt(here * here + 2 * slope * area) - here) / slope;
    }

    private double size(SplittableRandom random) {
        return parameters.medianSize() * Math.exp(random.nextGaussian() * parameters.sigmaOfSize());
    }

    private RoomPlan room(String key, long start, double people, SplittableRandom random) {
        int count = Math.clamp(Math.round(people), 2, parameters.largestRoom());
        double minutes =
                parameters.medianMinutes()
                        * Math.exp(random.nextGaussian() * parameters.sigmaOfMinutes());
        int length = (int) (Math.clamp(minutes, 2, parameters.longestMinutes()) * 60_000);
        int ramp = Math.min(parameters.rampSeconds() * 1_000, length / 2);
        int[] changes = new int[2 * count];
        for (int i = 0; i < count; i++) {
            int join = i == 0 ? 0 : random.nextInt(ramp);
            if (i > 1 && random.nextInt(100) < parameters.percentLate()) {
                join = random.nextInt(ramp, Math.max(ramp + 1, length * 6 / 10));
            }
            int leave = length - random.nextInt(1_000, 20_000);
            if (random.nextInt(100) < parameters.percentEarlyLeavers()) {
                leave = random.nextInt(Math.min(join, length - 1), length);
            }
            changes[2 * i] = join << 1;
            changes[2 * i + 1] = Math.max(leave, join + 1_000) << 1 | 1;
        }
        Arrays.sort(changes);
        return new RoomPlan(key, Math.max(0, start), changes);
    }

    /** A meeting that is held again and again. */
    private record Series(String key, long millisOfDay, double size) {

        boolean isOnTheHour() {
            return millisOfDay % HALF_HOUR_MILLIS == 0;
        }
    }
}
