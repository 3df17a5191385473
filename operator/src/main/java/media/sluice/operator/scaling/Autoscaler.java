package media.sluice.operator.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides how many nodes a pool has and which of them go. The same observation gives the same
 * decision; what must be remembered is in {@link Memory}.
 *
 * <pre>
 *  load not known ............................ freeze
 *  fewer nodes than needed ................... take cordoned ones back, create the rest, spill what cannot be had
 *  more than needed for the whole window ..... cordon the cheapest to empty, if all their rooms fit elsewhere
 * </pre>
 */
public final class Autoscaler {

    private static final long MINUTE_MILLIS = 60_000;

    /** So long after nodes went, the reserve is used before others are created. */
    private static final long CALM_MILLIS = 20 * MINUTE_MILLIS;

    /** Nodes report every second; a word older than this is no word about now. */
    static final long STALE_MILLIS = 30_000;

    /** Rooms are packed, but no tighter than this above the mean: there is room elsewhere. */
    private static final int ABOVE_MEAN_PERCENT = 10;

    private final Observation seen;
    private final Policy policy;
    private final Committed committed;
    private final List<Node> kept = new ArrayList<>();

    private Autoscaler(Observation seen) {
        this.seen = seen;
        policy = seen.policy();
        committed = Committed.of(seen);
        for (Node node : seen.nodes()) {
            if (node.isKept()) {
                kept.add(node);
            }
        }
    }

    /** The decision for what was seen. */
    public static Decision decide(Observation seen) {
        return new Autoscaler(seen).decide();
    }

    private Decision decide() {
        if (seen.loadAgeMillis() > STALE_MILLIS || committed.isMostlySilent()) {
            return frozen();
        }
        double units =
                committed.units() + seen.demand().pendingUnits() + seen.demand().spilledUnits();
        Slope slope = seen.memory().slope().with(seen.nowMillis(), units);
        Need need = Need.of(seen, committed, slope, Need.horizonMillis(seen));
        // Who goes now must not be missed before it could go again: the season looks a window
        // ahead.
        Need later = Need.of(seen, committed, slope, policy.down().stabilizationMillis());
        NeedWindow needs =
                seen.memory()
                        .needs()
                        .with(
                                seen.nowMillis(),
                                Math.max(need.nodes(), later.nodes()),
                                policy.down().stabilizationMillis());
        Memory memory =
                new Memory(
                        seen.memory().sinceMillis(),
                        slope,
                        needs,
                        newerThan(MINUTE_MILLIS, seen.memory().creations()),
                        newerThan(CALM_MILLIS, seen.memory().cordons()),
                        need.nodes(),
                        seen.memory().season().with(seen.nowMillis(), units));
        if (kept.size() < need.nodes()
                && !memory.cordons().isEmpty()
                && kept.size() >= calm(need)) {
            return new Outcome(need, memory).nothing(Reason.USES_RESERVE);
        }
        if (kept.size() < need.nodes()) {
            return grown(need, memory);
        }
        if (need.wantedNodes() > need.maxNodes()) {
            return new Outcome(need, memory)
                    .limited(Reason.LIMITED_BY_MAXIMUM, spill(need, kept.size()));
        }
        return kept.size() > need.nodes()
                ? shrunk(need, memory)
                : new Outcome(need, memory).nothing(Reason.STEADY);
    }

    /** The least that will do for a while: no reserve, nodes half-way from overload to full. */
    private int calm(Need need) {
        double most = seen.supply().usableUnits() * (policy.overloadPercent() + 100) / 200.0;
        int forLoad = (int) Math.ceil(need.plannedUnits() / most);
        int forCrash =
                policy.keepsCrashHeadroom()
                        ? CrashHeadroom.nodes(need.plannedUnits(), 0, most, forLoad)
                        : 0;
        int least = Math.max(forLoad + forCrash, need.floorNodes());
        return Math.clamp(least, need.minNodes(), need.maxNodes());
    }

    private Decision frozen() {
        int desired = Math.max(seen.memory().desiredNodes(), policy.minNodes());
        Need need =
                new Need(
                        committed.units(),
                        0,
                        0,
                        0,
                        seen.supply().usableUnits() * policy.targetPercent() / 100.0,
                        0,
                        0,
                        0,
                        desired,
                        policy.minNodes(),
                        policy.maxNodes());
        return new Decision(
                need.nodes(),
                List.of(),
                0,
                List.of(),
                policy.fillPercent(),
                0,
                false,
                true,
                false,
                Reason.FROZEN_WITHOUT_LOAD_DATA,
                need,
                kept.size(),
                seen.memory());
    }

    // --- growing ---------------------------------------------------------------------------------

    private Decision grown(Need need, Memory memory) {
        int missing = need.nodes() - kept.size();
        List<String> back =
                seen.nodes().stream()
                        .filter(node -> node.phase() == Node.Phase.CORDONED && !node.isSilent())
                        .sorted(
                                Comparator.comparing(Node::isOldRevision)
                                        .thenComparingDouble(node -> -committed.on(node))
                                        .thenComparing(Node::name))
                        .limit(missing)
                        .map(Node::name)
                        .toList();
        int wanted = missing - back.size();
        int byMaximum = Math.max(0, policy.maxNodes() - seen.nodes().size());
        int byQuota = Math.max(0, seen.supply().quotaNodes() - seen.nodes().size());
        int byRate = Math.max(0, policy.up().maxNodesPerMinute() - memory.creations().size());
        int create = Math.min(Math.min(wanted, byRate), Math.min(byMaximum, byQuota));
        int had = kept.size() + back.size() + create;
        boolean isShort = Math.min(byMaximum, byQuota) < wanted;
        Reason reason = whyGrown(need, back, create, byQuota < wanted, byMaximum < wanted);
        return new Decision(
                need.nodes(),
                back,
                create,
                List.of(),
                ceilingPercent(),
                isShort || need.wantedNodes() > need.maxNodes() ? spill(need, had) : 0,
                true,
                byQuota >= wanted,
                byMaximum < wanted || need.wantedNodes() > need.maxNodes(),
                reason,
                need,
                kept.size(),
                withCreations(memory, create));
    }

    private Reason whyGrown(
            Need need, List<String> back, int create, boolean lacksQuota, boolean lacksRoom) {
        if (create == 0 && back.isEmpty()) {
            return lacksQuota
                    ? Reason.LIMITED_BY_QUOTA
                    : lacksRoom ? Reason.LIMITED_BY_MAXIMUM : Reason.LIMITED_BY_RATE;
        }
        if (create == 0) {
            return Reason.TAKES_BACK_CORDONED_NODES;
        }
        if (need.wantedNodes() <= need.minNodes()) {
            return Reason.GROWS_TO_MINIMUM;
        }
        if (need.floorNodes() > need.nodesForLoad() + need.reserveNodes() + need.crashNodes()) {
            return need.floorNodes() == committed.relievingNodes()
                    ? Reason.GROWS_FOR_RELIEF
                    : Reason.GROWS_FOR_SCHEDULE;
        }
        if (seen.memory().desiredNodes() >= need.nodes()) {
            return Reason.REPLACES_LEAVING_NODES;
        }
        return whyLoadGrew(need);
    }

    private Reason whyLoadGrew(Need need) {
        double planned = need.plannedUnits();
        if (need.floorUnits() >= planned) {
            return Reason.GROWS_FOR_RESERVATION;
        }
        if (need.seasonUnits() >= planned) {
            return Reason.GROWS_FOR_SEASON;
        }
        if (kept.isEmpty() && seen.demand().pendingUnits() > 0) {
            return Reason.GROWS_FOR_WAITING_ROOMS;
        }
        boolean isForSlope =
                Math.ceil(need.committedUnits() / need.unitsOfNode()) < need.nodesForLoad();
        return isForSlope ? Reason.GROWS_FOR_SLOPE : Reason.GROWS_FOR_COMMITTED_LOAD;
    }

    /** What the nodes that there will be are not meant for. */
    private static double spill(Need need, int nodes) {
        return Math.max(0, Math.min(need.wantedNodes() - nodes, need.nodesForLoad()))
                * need.unitsOfNode();
    }

    private Memory withCreations(Memory memory, int count) {
        List<Long> creations = new ArrayList<>(memory.creations());
        for (int i = 0; i < count; i++) {
            creations.add(seen.nowMillis());
        }
        return new Memory(
                memory.sinceMillis(),
                memory.slope(),
                memory.needs(),
                creations,
                memory.cordons(),
                memory.desiredNodes(),
                memory.season());
    }

    // --- shrinking -------------------------------------------------------------------------------

    private Decision shrunk(Need need, Memory memory) {
        Outcome outcome = new Outcome(need, memory);
        boolean isWindowWhole =
                seen.nowMillis() - memory.sinceMillis() >= policy.down().stabilizationMillis();
        int surplus = kept.size() - Math.max(memory.needs().highest(), policy.minNodes());
        if (!isWindowWhole || surplus <= 0) {
            return outcome.nothing(Reason.HELD_BY_WINDOW);
        }
        if (seen.isUpgrading()) {
            return outcome.nothing(Reason.HELD_BY_UPGRADE);
        }
        if (isInhibited()) {
            return outcome.nothing(Reason.HELD_BY_SCHEDULE);
        }
        if (committed.silentNodes() > 0) {
            return outcome.nothing(Reason.HELD_BY_SILENT_NODES);
        }
        int allowed =
                policy.down().maxNodesPerMinute()
                        - newerThan(MINUTE_MILLIS, memory.cordons()).size();
        if (allowed <= 0) {
            return outcome.nothing(Reason.HELD_BY_RATE);
        }
        Victims victims = new Victims(seen, committed, kept);
        for (int count = Math.min(surplus, allowed); count > 0; count--) {
            List<Node> chosen = victims.cheapest(count);
            if (!chosen.isEmpty()) {
                return outcome.cordon(
                        chosen.stream().map(Node::name).toList(), kept.size() - count);
            }
        }
        return outcome.nothing(victims.anyEligible() ? Reason.HELD_BY_ROOMS : Reason.HELD_BY_LOAD);
    }

    /** The mean of the ready nodes, and some more; never above what a node may be filled to. */
    private int ceilingPercent() {
        List<Node> ready = kept.stream().filter(node -> node.phase() == Node.Phase.READY).toList();
        double full = ready.size() * seen.supply().usableUnits();
        int mean = full == 0 ? 0 : (int) (100 * committed.on(ready) / full);
        return Math.min(policy.fillPercent(), mean + ABOVE_MEAN_PERCENT);
    }

    private boolean isInhibited() {
        long now = seen.nowMillis();
        return seen.demand().schedules().stream()
                .anyMatch(schedule ->
                        schedule.inhibitsScaleDown()
                                && schedule.fromMillis() <= now
                                && now < schedule.untilMillis());
    }

    private List<Long> newerThan(long millis, List<Long> times) {
        return times.stream().filter(at -> at > seen.nowMillis() - millis).toList();
    }

    /** A decision that creates nothing. */
    private final class Outcome {

        private final Need need;
        private final Memory memory;

        Outcome(Need need, Memory memory) {
            this.need = need;
            this.memory = memory;
        }

        Decision nothing(Reason reason) {
            return decision(kept.size(), List.of(), 0, reason, memory);
        }

        Decision limited(Reason reason, double spillUnits) {
            return decision(kept.size(), List.of(), spillUnits, reason, memory);
        }

        Decision cordon(List<String> names, int left) {
            List<Long> cordons = new ArrayList<>(memory.cordons());
            names.forEach(name -> cordons.add(seen.nowMillis()));
            Memory next =
                    new Memory(
                            memory.sinceMillis(),
                            memory.slope(),
                            memory.needs(),
                            memory.creations(),
                            cordons,
                            memory.desiredNodes(),
                            memory.season());
            return decision(left, names, 0, Reason.SHRINKS, next);
        }

        private Decision decision(
                int desired, List<String> cordon, double spillUnits, Reason reason, Memory next) {
            return new Decision(
                    desired,
                    List.of(),
                    0,
                    cordon,
                    ceilingPercent(),
                    spillUnits,
                    true,
                    true,
                    need.wantedNodes() > need.maxNodes(),
                    reason,
                    need,
                    kept.size(),
                    next);
        }
    }
}
