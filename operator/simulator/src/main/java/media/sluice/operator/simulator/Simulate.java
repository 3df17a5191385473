package media.sluice.operator.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import media.sluice.operator.simulator.Scenario.Contestant;
import org.jspecify.annotations.Nullable;

/**
 * Holds the autoscaler to its bounds, and prints one line {@code PROOF autoscale}; the status is 1
 * when one is missed.
 *
 * <pre>
 *  --seed N        the first seed (1)
 *  --seeds N       how many (10; short 3)
 *  --year-days N   days of the year with faults (365; short 30)
 *  --short         what CI runs
 *  --write FOLDER  rewrite the tables and the picture of capacity.md in that folder
 * </pre>
 */
public final class Simulate {

    private static final List<Integer> START_SECONDS = List.of(30, 120, 240);
    private static final int SLOW_START_SECONDS = 240;
    private static final int USUAL_START_SECONDS = 120;
    private static final int SHORT_YEAR_DAYS = 30;
    private static final int YEAR_DAYS = 365;

    private static final List<Contestant> JUDGED =
            List.of(
                    Contestant.HPA_70,
                    Contestant.HPA_60,
                    Contestant.AGONES,
                    Contestant.OURS,
                    Contestant.OURS_WITH_HEADROOM);

    private final Options options;
    private final PrintStream notes;
    private final long startedNanos = System.nanoTime();

    private Simulate(Options options, PrintStream notes) {
        this.options = options;
        this.notes = notes;
    }

    /** Entry point. */
    public static void main(String[] words) throws IOException {
        PrintStream notes = Console.err();
        Options options;
        try {
            options = Options.of(List.of(words));
        } catch (IllegalArgumentException e) {
            notes.println("simulate: " + e.getMessage());
            System.exit(2);
            return;
        }
        ProofLine line = new Simulate(options, notes).prove();
        Console.out().println(line);
        line.missed().forEach(missed -> notes.println("MISSED " + missed));
        System.exit(line.missed().isEmpty() ? 0 : 1);
    }

    private ProofLine prove() throws IOException {
        List<Comparison> comparisons = compare();
        Year.Outcome year =
                new Year(Parameters.published(), options.seed(), USUAL_START_SECONDS)
                        .run(options.yearDays());
        note(describe(year));
        TenThousandUsers users = new TenThousandUsers(options.seed());
        double month = options.isShort() ? 0 : users.nodeHours(Contestant.OURS_WITH_HEADROOM);
        ProofLine line = new ProofLine("autoscale");
        line.says("seeds", options.seeds());
        line.says("first_seed", options.seed());
        judge(line, comparisons);
        judge(line, year);
        explain(line, comparisons, year);
        if (!options.isShort()) {
            line.says("node_hours_a_month_10k_dau", Math.round(month));
            line.says(
                    "usd_a_month_10k_dau",
                    Math.round(month * users.parameters().pricePerNodeHour()));
        }
        if (options.folder() != null) {
            write(Path.of(options.folder()), comparisons, users, month);
        }
        return line;
    }

    private List<Comparison> compare() {
        List<Long> seeds =
                LongStream.range(options.seed(), options.seed() + options.seeds()).boxed().toList();
        List<Contestant> contestants =
                options.folder() == null ? JUDGED : List.of(Contestant.values());
        List<Comparison> comparisons = new ArrayList<>();
        for (int seconds : START_SECONDS) {
            Comparison comparison =
                    new Comparison(Parameters.published(), seconds, seeds, contestants);
            comparison.table().forEach(this::note);
            comparisons.add(comparison);
        }
        return comparisons;
    }

    // --- bounds ----------------------------------------------------------------------------------

    private static void judge(ProofLine line, List<Comparison> comparisons) {
        double overload = 0;
        double timesHpa = Double.POSITIVE_INFINITY;
        long joins = 0;
        double oscillations = 0;
        List<String> disorder = new ArrayList<>();
        for (Comparison one : comparisons) {
            double ours = one.medianOverload(Contestant.OURS);
            overload = Math.max(overload, ours);
            timesHpa = Math.min(timesHpa, one.medianOverload(Contestant.HPA_70) / ours);
            joins += one.joinsOnOverloaded(Contestant.OURS);
            joins += one.joinsOnOverloaded(Contestant.OURS_WITH_HEADROOM);
            oscillations += one.oscillations(Contestant.OURS);
            oscillations += one.oscillations(Contestant.OURS_WITH_HEADROOM);
            disorder.addAll(one.outOfOrder());
        }
        line.atMost("overload_pct_median", overload, 1.3);
        line.exactly("joins_on_overloaded", joins, 0L);
        line.atMost(
                "node_hours_vs_agones", worst(comparisons, false, Simulate::hoursVsAgones), 1.06);
        line.atMost("creations_vs_hpa", worst(comparisons, false, Simulate::createdVsHpa), 0.5);
        line.atMost(
                "node_hours_vs_agones_240",
                worst(comparisons, true, Simulate::hoursVsAgones),
                1.10);
        line.atMost("creations_vs_hpa_240", worst(comparisons, true, Simulate::createdVsHpa), 0.65);
        line.atLeast("hpa70_overload_vs_ours", Math.min(timesHpa, 999), 10);
        line.exactly("order", disorder.isEmpty() ? "study" : String.join(",", disorder), "study");
        line.exactly("oscillations", Math.round(oscillations * 1_000) / 1_000.0, 0.0);
    }

    private static double hoursVsAgones(Comparison one) {
        return one.nodeHours(Contestant.OURS) / one.nodeHours(Contestant.AGONES);
    }

    private static double createdVsHpa(Comparison one) {
        return one.created(Contestant.OURS) / one.created(Contestant.HPA_70);
    }

    private static double worst(
            List<Comparison> comparisons, boolean isSlow, ToDoubleFunction<Comparison> value) {
        return comparisons.stream()
                .filter(one -> (one.startSeconds == SLOW_START_SECONDS) == isSlow)
                .mapToDouble(value)
                .max()
                .orElseThrow();
    }

    private static void judge(ProofLine line, Year.Outcome year) {
        line.exactly("year_dropped", year.dropped(), "crashed_only");
        line.says("year_calls", year.calls().calls());
        line.says("year_dropped_calls", year.calls().dropped(CallLog.Cause.CRASH));
        line.says("year_oscillations", year.oscillations());
        line.says("year_crashes", year.crashes());
        line.says("year_zones_lost", year.zonesLost());
        line.says("year_spot_notices", year.notices());
        line.says("year_silences", year.silences());
        line.says("year_quota_limits", year.quotaLimits());
    }

    private static void explain(ProofLine line, List<Comparison> comparisons, Year.Outcome year) {
        long decisions = year.tally().decisions;
        long unexplained = year.tally().unexplained;
        long waited = 0;
        double cost = 0;
        for (Comparison one : comparisons) {
            for (Contestant ours : List.of(Contestant.OURS, Contestant.OURS_WITH_HEADROOM)) {
                decisions += one.decisions(ours);
                unexplained += one.unexplained(ours);
                waited += one.joinsThatWaited(ours);
            }
            if (one.startSeconds == USUAL_START_SECONDS) {
                cost =
                        one.nodeHours(Contestant.OURS_WITH_HEADROOM)
                                / one.nodeHours(Contestant.OURS);
            }
        }
        line.exactly(
                "reason_given",
                unexplained == 0 ? "every_decision" : "all_but_" + unexplained,
                "every_decision");
        line.says("decisions", decisions);
        line.says("joins_that_waited", waited);
        line.says("crash_headroom_cost_pct", String.format(Locale.ROOT, "%.1f", 100 * (cost - 1)));
        line.says(
                "crash_headroom_missing_pct",
                String.format(Locale.ROOT, "%.2f", year.headroomMissingPercent()));
    }

    // --- what people read ------------------------------------------------------------------------

    private static String describe(Year.Outcome year) {
        return String.format(
                Locale.ROOT,
                "year: %d calls, dropped %d by crashes, %s; %d crashes, %d notices, %d silences, %d zones lost,"
                        + " %d quota limits; overload %.3f %%, %.0f node-hours, %d created, %d moves, %d oscillations,"
                        + " %d joins on overloaded, %d joins waited, longest %d s, head-room missing %.2f %%",
                year.calls().calls(),
                year.calls().dropped(CallLog.Cause.CRASH),
                year.dropped(),
                year.crashes(),
                year.notices(),
                year.silences(),
                year.zonesLost(),
                year.quotaLimits(),
                year.tally().overloadPercent(),
                year.tally().nodeHours(),
                year.tally().created,
                year.tally().moves,
                year.oscillations(),
                year.tally().joinsOnOverloaded,
                year.tally().joinsThatWaited,
                year.tally().longestWaitMillis / 1_000,
                year.headroomMissingPercent());
    }

    private void note(String text) {
        notes.printf(
                Locale.ROOT, "  %6.1f s  %s%n", (System.nanoTime() - startedNanos) / 1e9, text);
    }

    private static void write(
            Path folder, List<Comparison> comparisons, TenThousandUsers users, double month)
            throws IOException {
        CapacityPage page = new CapacityPage(folder.resolve("capacity.md"));
        page.write("parameters", Parameters.published().table());
        page.write(
                "comparison", comparisons.stream().flatMap(one -> one.table().stream()).toList());
        Curve curve = new Curve(users.week(), users.parameters().streamsOfANode());
        Files.writeString(folder.resolve("capacity.svg"), curve.svg());
        List<String> rows = new ArrayList<>();
        rows.add(users.row(Contestant.OURS_WITH_HEADROOM, month));
        for (Contestant other :
                List.of(Contestant.OURS, Contestant.AGONES, Contestant.HPA_70, Contestant.HPA_60)) {
            rows.add(users.row(other, users.nodeHours(other)));
        }
        page.write("seed-10k-dau", rows);
    }

    /** What was asked for. */
    private record Options(
            long seed, int seeds, int yearDays, boolean isShort, @Nullable String folder) {

        static Options of(List<String> words) {
            boolean isShort = words.contains("--short");
            long seed = 1;
            int seeds = isShort ? 3 : 10;
            int days = isShort ? SHORT_YEAR_DAYS : YEAR_DAYS;
            String folder = null;
            for (int i = 0; i < words.size(); i++) {
                switch (words.get(i)) {
                    case "--short" -> {}
                    case "--seed" -> seed = number(words, ++i);
                    case "--seeds" -> seeds = (int) number(words, ++i);
                    case "--year-days" -> days = (int) number(words, ++i);
                    case "--write" -> folder = word(words, ++i);
                    default ->
                            throw new IllegalArgumentException(
                                    "no option "
                                            + words.get(i)
                                            + " (--seed N, --seeds N, --year-days N, --short, --write FOLDER)");
                }
            }
            if (seeds < 1 || days < 1) {
                throw new IllegalArgumentException("--seeds and --year-days must be 1 or more");
            }
            return new Options(seed, seeds, days, isShort && folder == null, folder);
        }

        private static String word(List<String> words, int i) {
            if (i >= words.size()) {
                throw new IllegalArgumentException(words.getLast() + " needs a value after it");
            }
            return words.get(i);
        }

        private static long number(List<String> words, int i) {
            try {
                return Long.parseLong(word(words, i));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        words.get(i - 1) + " needs a whole number, not " + words.get(i), e);
            }
        }
    }
}
