package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import media.sluice.operator.simulator.Scenario.Contestant;
import media.sluice.operator.simulator.Scenario.Outcome;

/** Every contestant on the third day of the same seeds, at one latency of starting nodes. */
final class Comparison {

    private static final int DAYS = 3;
    private static final int COUNTED_FROM = 2;

    final int startSeconds;
    private final Map<Contestant, List<Outcome>> outcomes = new EnumMap<>(Contestant.class);

    Comparison(
            Parameters parameters,
            int startSeconds,
            List<Long> seeds,
            List<Contestant> contestants) {
        this.startSeconds = startSeconds;
        for (Contestant contestant : contestants) {
            outcomes.put(contestant, new ArrayList<>());
        }
        for (long seed : seeds) {
            Workload workload = new Workload(parameters, seed);
            Scenario scenario = new Scenario(parameters, workload, seed, startSeconds);
            outcomes.forEach(
                    (contestant, list) -> list.add(scenario.run(contestant, DAYS, COUNTED_FROM)));
        }
    }

    boolean has(Contestant contestant) {
        return outcomes.containsKey(contestant);
    }

    double medianOverload(Contestant contestant) {
        double[] sorted =
                of(contestant).stream()
                        .mapToDouble(outcome -> outcome.tally().overloadPercent())
                        .sorted()
                        .toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double nodeHours(Contestant contestant) {
        return mean(contestant, outcome -> outcome.tally().nodeHours());
    }

    double created(Contestant contestant) {
        return mean(contestant, outcome -> outcome.tally().created);
    }

    double moves(Contestant contestant) {
        return mean(contestant, outcome -> outcome.tally().moves);
    }

    double oscillations(Contestant contestant) {
        return mean(contestant, Outcome::oscillations);
    }

    double joinsOnOverloadedPercent(Contestant contestant) {
        return 100
                * mean(contestant, outcome -> outcome.tally().joinsOnOverloaded)
                / mean(contestant, outcome -> outcome.tally().joins);
    }

    long joinsOnOverloaded(Contestant contestant) {
        return of(contestant).stream()
                .mapToLong(outcome -> outcome.tally().joinsOnOverloaded)
                .sum();
    }

    long joinsThatWaited(Contestant contestant) {
        return of(contestant).stream().mapToLong(outcome -> outcome.tally().joinsThatWaited).sum();
    }

    long longestWaitMillis(Contestant contestant) {
        return of(contestant).stream()
                .mapToLong(outcome -> outcome.tally().longestWaitMillis)
                .max()
                .orElse(0);
    }

    long dropped(Contestant contestant) {
        return of(contestant).stream().mapToLong(outcome -> outcome.calls().dropped()).sum();
    }

    long decisions(Contestant contestant) {
        return of(contestant).stream().mapToLong(outcome -> outcome.tally().decisions).sum();
    }

    long unexplained(Contestant contestant) {
        return of(contestant).stream().mapToLong(outcome -> outcome.tally().unexplained).sum();
    }

    /** Where the study's rows stand in another order; empty if nowhere. */
    List<String> outOfOrder() {
        List<String> wrong = new ArrayList<>();
        rising(
                wrong,
                "overload",
                this::medianOverload,
                Contestant.OURS,
                Contestant.AGONES,
                Contestant.HPA_60,
                Contestant.HPA_70);
        rising(
                wrong,
                "node_hours",
                this::nodeHours,
                Contestant.OURS,
                Contestant.HPA_70,
                Contestant.HPA_60);
        rising(wrong, "created", this::created, Contestant.OURS, Contestant.AGONES);
        rising(wrong, "created", this::created, Contestant.OURS, Contestant.HPA_70);
        return wrong;
    }

    private void rising(
            List<String> wrong,
            String what,
            ToDoubleFunction<Contestant> value,
            Contestant... order) {
        for (int i = 1; i < order.length; i++) {
            if (value.applyAsDouble(order[i - 1]) >= value.applyAsDouble(order[i])) {
                wrong.add(what + "@" + startSeconds + ":" + order[i - 1] + ">=" + order[i]);
            }
        }
    }

    /** Rows of the published table. */
    List<String> table() {
        List<String> rows = new ArrayList<>();
        for (Contestant contestant : outcomes.keySet()) {
            rows.add(
                    String.format(
                            Locale.ROOT,
                            "| %d s | %s | %.0f | %.2f %% | %.2f %% | %.0f | %.0f | %.1f |",
                            startSeconds,
                            contestant.words,
                            nodeHours(contestant),
                            medianOverload(contestant),
                            joinsOnOverloadedPercent(contestant),
                            created(contestant),
                            moves(contestant),
                            oscillations(contestant)));
        }
        return rows;
    }

    private List<Outcome> of(Contestant contestant) {
        List<Outcome> list = outcomes.get(contestant);
        if (list == null) {
            throw new IllegalArgumentException(contestant + " did not take part");
        }
        return list;
    }

    private double mean(Contestant contestant, ToDoubleFunction<Outcome> value) {
        return of(contestant).stream().mapToDouble(value).average().orElseThrow();
    }
}
