package media.sluice.operator.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are cheapest to empty, among those whose rooms all fit elsewhere. Few nodes are
 * compared set by set, many one after the other.
 */
final class Victims {

    /** What one thing costs in participants that have to move. */
    private static final double OF_A_PEER_LEG = 4;

    private static final double OF_A_HOST_FREED = -20;
    private static final double OF_AN_OLD_REVISION = -40;
    private static final double OF_A_ZONE_OFF_BALANCE = 15;

    /** Sets compared exactly, at most. */
    private static final int SETS = 200;

    private final List<Node> kept;
    private final List<Node> eligible = new ArrayList<>();
    private final Map<String, List<Leg>> legs = new HashMap<>();
    private final Map<String, Double> costs = new HashMap<>();
    private final Map<String, Integer> perHost = new HashMap<>();
    private final Refuge refuge;

    Victims(Observation seen, Committed committed, List<Node> kept) {
        this.kept = kept;
        for (Leg leg : seen.legs()) {
            legs.computeIfAbsent(leg.node(), node -> new ArrayList<>()).add(leg);
        }
        seen.nodes().forEach(node -> perHost.merge(node.host(), 1, Integer::sum));
        refuge = new Refuge(seen, committed, legs);
        double limit = seen.supply().usableUnits() * seen.policy().emptyBelowPercent() / 100.0;
        for (Node node : kept) {
            boolean isEmpty = !legs.containsKey(node.name());
            boolean isLowEnough =
                    isEmpty || seen.policy().down().consolidates() && committed.on(node) < limit;
            if (node.phase() == Node.Phase.READY && !node.isSilent() && isLowEnough) {
                eligible.add(node);
                costs.put(node.name(), cost(node));
            }
        }
        eligible.sort(
                Comparator.comparingDouble((Node node) -> costOf(node)).thenComparing(Node::name));
    }

    boolean anyEligible() {
        return !eligible.isEmpty();
    }

    /** So many nodes, or none if there are no so many whose rooms fit elsewhere. */
    List<Node> cheapest(int count) {
        if (count > eligible.size()) {
            return List.of();
        }
        return sets(eligible.size(), count) <= SETS ? cheapestSet(count) : oneByOne(count);
    }

    private List<Node> cheapestSet(int count) {
        Search search = new Search(count);
        search.extend(0, new ArrayList<>());
        return search.best == null ? List.of() : search.best;
    }

    /** The cheapest first, each that fits beside those chosen. */
    private List<Node> oneByOne(int count) {
        List<Node> chosen = new ArrayList<>();
        for (Node node : eligible) {
            chosen.add(node);
            if (!refuge.holdsWithout(chosen, kept)) {
                chosen.removeLast();
            }
            if (chosen.size() == count) {
                return List.copyOf(chosen);
            }
        }
        return List.of();
    }

    private double cost(Node node) {
        double cost = 0;
        for (Leg leg : legs.getOrDefault(node.name(), List.of())) {
            cost += leg.participants() + OF_A_PEER_LEG * leg.peers();
        }
        boolean isAlone = perHost.getOrDefault(node.host(), 0) == 1;
        return cost
                + (isAlone ? OF_A_HOST_FREED : 0)
                + (node.isOldRevision() ? OF_AN_OLD_REVISION : 0);
    }

    private double costOf(Node node) {
        return costs.getOrDefault(node.name(), 0.0);
    }

    private double costOf(List<Node> chosen) {
        double cost = imbalanceWithout(chosen) * OF_A_ZONE_OFF_BALANCE;
        for (Node node : chosen) {
            cost += costOf(node);
        }
        return cost;
    }

    /** Difference between the zones with most and fewest nodes. */
    private int imbalanceWithout(List<Node> chosen) {
        Map<String, Integer> perZone = new HashMap<>();
        for (Node node : kept) {
            perZone.merge(node.zone(), chosen.contains(node) ? 0 : 1, Integer::sum);
        }
        int most = perZone.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int fewest = perZone.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        return most - fewest;
    }

    private static long sets(int of, int count) {
        long sets = 1;
        for (int i = 0; i < count && sets <= SETS; i++) {
            sets = sets * (of - i) / (i + 1);
        }
        return sets;
    }

    /** All sets of one size. */
    private final class Search {

        private final int count;
        private @Nullable List<Node> best;
        private double bestCost = Double.POSITIVE_INFINITY;

        Search(int count) {
            this.count = count;
        }

        void extend(int from, List<Node> chosen) {
            if (chosen.size() == count) {
                double cost = costOf(chosen);
                if (cost < bestCost && refuge.holdsWithout(chosen, kept)) {
                    bestCost = cost;
                    best = List.copyOf(chosen);
                }
                return;
            }
            for (int i = from; i < eligible.size(); i++) {
                chosen.add(eligible.get(i));
                extend(i + 1, chosen);
                chosen.removeLast();
            }
        }
    }

    /** Where the rooms of nodes that go would be. */
    static final class Refuge {

        private final Observation seen;
        private final Committed committed;
        private final Map<String, List<Leg>> legs;

        Refuge(Observation seen, Committed committed, Map<String, List<Leg>> legs) {
            this.seen = seen;
            this.committed = committed;
            this.legs = legs;
        }

        /** First fit, largest first, of every room that has to move into the nodes that stay. */
        boolean holdsWithout(List<Node> going, List<Node> kept) {
            Set<String> gone = new HashSet<>();
            going.forEach(node -> gone.add(node.name()));
            List<Leg> moving = new ArrayList<>();
            double[] used = new double[kept.size()];
            int stay = 0;
            for (Node node : kept) {
                // A node that starts is no place yet: it may never come.
                if (!gone.contains(node.name()) && node.phase() == Node.Phase.READY) {
                    used[stay++] = committed.on(node);
                }
            }
            for (Node node : seen.nodes()) {
                if (!node.isKept() || gone.contains(node.name())) {
                    moving.addAll(legs.getOrDefault(node.name(), List.of()));
                }
            }
            if (stay == 0) {
                return moving.isEmpty();
            }
            moving.sort(Comparator.comparingDouble(leg -> -leg.committedUnits()));
            double limit = limit(stay);
            for (Leg leg : moving) {
                if (!place(leg.committedUnits(), used, stay, limit)) {
                    return false;
                }
            }
            return true;
        }

        private double limit(int stay) {
            double full = seen.supply().usableUnits();
            double fill = full * seen.policy().fillPercent() / 100.0;
            if (!seen.policy().keepsCrashHeadroom()) {
                return fill;
            }
            double free = CrashHeadroom.units(committed.units(), 0, stay) / stay;
            return Math.min(fill, full * seen.policy().overloadPercent() / 100.0 - free);
        }

        private static boolean place(double units, double[] used, int nodes, double limit) {
            for (int i = 0; i < nodes; i++) {
                if (used[i] + units <= limit) {
                    used[i] += units;
                    return true;
                }
            }
            return false;
        }
    }
}
