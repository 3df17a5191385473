package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import media.sluice.operator.simulator.Scenario.Contestant;

/**
 * The workload {@code seed-10k-dau}: what a month of ten thousand daily users costs. Four weeks are
 * counted, after one in which the season is learned.
 */
final class TenThousandUsers {

    private static final int WEEK = 7;
    private static final int COUNTED_DAYS = 28;
    private static final double DAYS_OF_A_MONTH = 365.0 / 12;
    private static final int START_SECONDS = 120;

    private final Parameters parameters = Parameters.tenThousandDailyUsers();
    private final long seed;
    private final List<Curve.Sample> week = new ArrayList<>();

    TenThousandUsers(long seed) {
        this.seed = seed;
    }

    /** Node-hours of a month. */
    double nodeHours(Contestant contestant) {
        Workload workload = new Workload(parameters, seed);
        Scenario scenario = new Scenario(parameters, workload, seed, START_SECONDS);
        week.clear();
        return scenario.run(contestant, WEEK + COUNTED_DAYS, WEEK, this::see).tally().nodeHours()
                / COUNTED_DAYS
                * DAYS_OF_A_MONTH;
    }

    private void see(long millis, double streams, int nodes) {
        long day = millis / Workload.DAY_MILLIS;
        if (day >= WEEK && day < 2 * WEEK) {
            week.add(new Curve.Sample(millis - WEEK * Workload.DAY_MILLIS, streams, nodes));
        }
    }

    /** The second week of the contestant that was asked for last. */
    List<Curve.Sample> week() {
        return List.copyOf(week);
    }

    Parameters parameters() {
        return parameters;
    }

    String row(Contestant contestant, double nodeHours) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f USD |",
                contestant.words,
                nodeHours,
                nodeHours * parameters.pricePerNodeHour());
    }
}
