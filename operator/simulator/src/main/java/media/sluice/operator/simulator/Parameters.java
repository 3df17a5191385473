package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the model assumes. {@link #table()} is published in docs/capacity.md, word for word.
 *
 * @param weekPercent rooms of Monday to Sunday, of a full weekday
 * @param dayPercent starts in each hour of the day, of the busiest
 */
public record Parameters(
        int roomsOfAWeekday,
        List<Integer> weekPercent,
        List<Integer> dayPercent,
        double sigmaOfADay,
        int percentOnTheHour,
        int hourJitterSeconds,
        double medianSize,
        double sigmaOfSize,
        int largestRoom,
        int percentInSeries,
        double sigmaInSeries,
        double medianMinutes,
        double sigmaOfMinutes,
        int longestMinutes,
        int rampSeconds,
        int percentLate,
        int percentEarlyLeavers,
        int viewedStreams,
        int streamsOfANode,
        int overloadPercent,
        double sigmaOfStart,
        int moveGapMillis,
        int moveSeconds,
        int crashGapMillis,
        int rejoinGapMillis,
        double pricePerNodeHour,
        Faults faults) {

    private static final List<Integer> WEEK = List.of(100, 105, 105, 100, 90, 25, 20);

    private static final List<Integer> DAY =
            List.of(
                    8, 5, 4, 4, 5, 10, 22, 45, 75, 97, 100, 92, 65, 80, 98, 95, 80, 55, 38, 33, 30,
                    25, 18, 12);

    /** The mean of the sizes above, after rounding and with two at least. */
    private static final double PEOPLE_OF_A_ROOM = 5.4;

    public Parameters {
        weekPercent = List.copyOf(weekPercent);
        dayPercent = List.copyOf(dayPercent);
        if (weekPercent.size() != 7 || dayPercent.size() != 24) {
            throw new IllegalArgumentException("a week has 7 days, and a day 24 hours");
        }
    }

    /** The day of meetings that the autoscalers are compared on. */
    public static Parameters published() {
        return new Parameters(
                5_000,
                WEEK,
                DAY,
                0.08,
                65,
                120,
                3.63,
                0.8,
                75,
                60,
                0.2,
                25,
                0.6,
                240,
                90,
                10,
                5,
                9,
                1_000,
                85,
                0.15,
                300,
                1,
                640,
                5_000,
                0.09,
                new Faults(30, 20, 120, 20, 300, 4, 30, 12, 180, 2));
    }

    /** Ten thousand people a day, on average over the week, half an hour each, five in a room. */
    public static Parameters tenThousandDailyUsers() {
        double mean = WEEK.stream().mapToInt(Integer::intValue).average().orElseThrow() / 100;
        return published().withRooms((int) Math.round(10_000 / PEOPLE_OF_A_ROOM / mean));
    }

    Parameters withRooms(int rooms) {
        return new Parameters(
                rooms,
                weekPercent,
                dayPercent,
                sigmaOfADay,
                percentOnTheHour,
                hourJitterSeconds,
                medianSize,
                sigmaOfSize,
                largestRoom,
                percentInSeries,
                sigmaInSeries,
                medianMinutes,
                sigmaOfMinutes,
                longestMinutes,
                rampSeconds,
                percentLate,
                percentEarlyLeavers,
                viewedStreams,
                streamsOfANode,
                overloadPercent,
                sigmaOfStart,
                moveGapMillis,
                moveSeconds,
                crashGapMillis,
                rejoinGapMillis,
                pricePerNodeHour,
                faults);
    }

    /** Streams that so many participants of a room receive, when it has so many in all. */
    double streams(int participants, int inRoom) {
        return (double) participants * Math.min(Math.max(inRoom - 1, 0), viewedStreams);
    }

    /** Rows of the published table: what, value, why. */
    public List<String> table() {
        List<String> rows = new ArrayList<>();
        aboutRooms(rows);
        aboutNodes(rows);
        faults.table(rows);
        return rows;
    }

    private void aboutRooms(List<String> rows) {
        row(rows, "rooms on a full weekday", roomsOfAWeekday, "the study's scale");
        row(rows, "rooms of Monday to Sunday", percents(weekPercent), "office weeks");
        row(
                rows,
                "starts in each hour of the day, of the busiest",
                percents(dayPercent),
                "two peaks and a lunch; linear between the hours");
        row(
                rows,
                "a day differs from such a day by",
                "lognormal, sigma " + sigmaOfADay,
                "so that no forecast is exact");
        row(
                rows,
                "starts at :00 or :30",
                percentOnTheHour + " %, normal, sigma " + hourJitterSeconds + " s",
                "join bursts, the study's share");
        row(
                rows,
                "participants of a room",
                "lognormal, median "
                        + medianSize
                        + ", sigma "
                        + sigmaOfSize
                        + ", 2 to "
                        + largestRoom,
                "five on average");
        row(
                rows,
                "rooms that belong to a series of meetings",
                percentInSeries
                        + " %, each size lognormal about the series' own, sigma "
                        + sigmaInSeries,
                "what a coordinator can learn from names");
        row(
                rows,
                "duration",
                "lognormal, median "
                        + medianMinutes
                        + " min, sigma "
                        + sigmaOfMinutes
                        + ", 2 to "
                        + longestMinutes
                        + " min",
                "half an hour on average");
        row(
                rows,
                "joins come within",
                rampSeconds + " s, " + percentLate + " % later",
                "the study's ramp");
        row(rows, "leave before the end", percentEarlyLeavers + " %", "");
    }

    private void aboutNodes(List<String> rows) {
        row(
                rows,
                "streams that a participant receives",
                "of all others, at most " + viewedStreams,
                "tiles on a screen");
        row(
                rows,
                "streams that a node carries at 100 %",
                streamsOfANode,
                "two vCPU; bench/RESULTS.md derives 2,350 for four at 80 %, rooms of ten at 1 Mbit/s");
        row(
                rows,
                "a relay to another leg carries",
                "each of the leg's tracks that somebody there can view, once",
                "what a room on two nodes costs");
        row(rows, "a node is overloaded above", overloadPercent + " %", "the study's threshold");
        row(
                rows,
                "a node starts in",
                "30, 120 or 240 s, lognormal, sigma " + sigmaOfStart,
                "a warm machine, a cloud, a slow cloud");
        row(
                rows,
                "a moved room is silent for",
                moveGapMillis + " ms",
                "`./sluice prove upgrade`: p90");
        row(
                rows,
                "a draining node moves",
                "four rooms in " + moveSeconds + " s",
                "spec.drain.concurrency");
        row(
                rows,
                "a crash silences a room whose backup takes over for",
                crashGapMillis + " ms",
                "migration study: 340 down, 440 to 640 up");
        row(
                rows,
                "a backup takes over until it is at",
                Cluster.TAKEN_OVER_PERCENT + " %",
                "by what its rooms and those are expected to become");
        row(
                rows,
                "and one whose backup does not for",
                rejoinGapMillis + " ms or more",
                "people join anew: dropped");
        row(rows, "a call is dropped when", "any subscriber's gap is over 2 s", "");
        row(
                rows,
                "a node over 100 % for 2 s",
                "drops every call on it",
                "stricter than what would happen");
        row(
                rows,
                "price of a node-hour",
                String.format(Locale.ROOT, "%.2f USD", pricePerNodeHour),
                "assumed: two vCPU on demand, traffic not included; put in yours");
    }

    /**
     * What goes wrong in the simulated year.
     *
     * @param daysToCrash of one node, on average
     * @param daysToNotice of one spot node, on average
     * @param daysToSilence of one node, on average
     */
    public record Faults(
            int daysToCrash,
            int daysToNotice,
            int noticeSeconds,
            int daysToSilence,
            int longestSilenceSeconds,
            int zoneLossesAYear,
            int zoneLossMinutes,
            int quotaLimitsAYear,
            int quotaLimitMinutes,
            int percentSlowStarts) {

        private void table(List<String> rows) {
            row(rows, "in the year, a node crashes", "once in " + daysToCrash + " days", "");
            row(
                    rows,
                    "a spot node is taken",
                    "once in " + daysToNotice + " days, " + noticeSeconds + " s after its notice",
                    "");
            row(
                    rows,
                    "a node's reports stop",
                    "once in " + daysToSilence + " days, for 20 to " + longestSilenceSeconds + " s",
                    "its calls go on");
            row(
                    rows,
                    "a zone of three is lost",
                    zoneLossesAYear + " times a year, for " + zoneLossMinutes + " min",
                    "all its nodes at one moment");
            row(
                    rows,
                    "the cloud has no further spot nodes",
                    quotaLimitsAYear
                            + " times a year, in office hours, for "
                            + quotaLimitMinutes
                            + " min",
                    "the pool spills to nodes on demand");
            row(rows, "a start takes three times as long", percentSlowStarts + " %", "");
        }
    }

    private static void row(List<String> rows, String what, Object value, String why) {
        rows.add("| " + what + " | " + value + " | " + why + " |");
    }

    private static String percents(List<Integer> values) {
        return String.join(" ", values.stream().map(String::valueOf).toList()) + " %";
    }
}
