package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.operator.scaling.Policy;

/**
 * A long time in which everything goes wrong: crashes, lost zones, silent nodes, spot notices, slow
 * starts, no more nodes to be had. A pool of spot nodes spills to one on demand; both keep
 * head-room.
 */
final class Year {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int DAYS = 365;
    private static final int ZONES = 3;

    private final Parameters parameters;
    private final Parameters.Faults faults;
    private final Workload workload;
    private final SplittableRandom random;
    private final Cluster cluster;
    private final Pool spot = new Pool("spot", 0);
    private final Pool onDemand = new Pool("demand", 1);
    private final List<SluiceAutoscaler> scalers = new ArrayList<>();
    private int crashes;
    private int notices;
    private int silences;
    private int zonesLost;
    private int quotaLimits;
    private long headroomSamples;
    private long headroomMissing;

    Year(Parameters parameters, long seed, int startSeconds) {
        this.parameters = parameters;
        faults = parameters.faults();
        workload = new Workload(parameters, seed);
        random = new SplittableRandom(seed * 31 + 7);
        cluster = new Cluster(parameters, seed, startSeconds, 0, true, List.of(spot, onDemand));
        cluster.startsSlowly(faults.percentSlowStarts());
        Policy policy = Policy.defaults().between(Scenario.MIN_NODES, Scenario.MAX_NODES);
        Policy overflow = policy.between(0, Scenario.MAX_NODES);
        BestFit placement = new BestFit(parameters, policy.fillPercent(), true, cluster);
        scalers.add(new SluiceAutoscaler(cluster, spot, onDemand, policy, placement));
        scalers.add(new SluiceAutoscaler(cluster, onDemand, null, overflow, placement));
        cluster.places(placement, true, () -> scalers.forEach(SluiceAutoscaler::wake));
    }

    Outcome run(int days) {
        scalers.forEach(SluiceAutoscaler::begin);
        planRareFaults(days);
        for (int hour = 0; hour < days * 24; hour++) {
            long at = hour * HOUR_MILLIS;
            cluster.events().at(at, this::faultsOfAnHour);
            for (int minute = 0; minute < 60; minute += 5) {
                cluster.events().at(at + minute * MINUTE_MILLIS, this::lookAtHeadroom);
            }
            if (hour % 24 == 0) {
                workload.day(hour / 24).forEach(cluster::start);
            }
            cluster.events().runUntil(at + HOUR_MILLIS);
        }
        cluster.finish();
        int oscillations = scalers.stream().mapToInt(SluiceAutoscaler::oscillations).sum();
        return new Outcome(
                cluster.tally(),
                cluster.calls(),
                oscillations,
                crashes,
                notices,
                silences,
                zonesLost,
                quotaLimits,
                headroomSamples == 0 ? 0 : 100.0 * headroomMissing / headroomSamples);
    }

    /** What came of it. */
    record Outcome(
            Tally tally,
            CallLog calls,
            int oscillations,
            int crashes,
            int notices,
            int silences,
            int zonesLost,
            int quotaLimits,
            double headroomMissingPercent) {

        /** "crashed_only", or who else lost calls. */
        String dropped() {
            long removed = calls.dropped(CallLog.Cause.REMOVAL);
            long overloaded = calls.dropped(CallLog.Cause.OVERLOAD);
            long moved = calls.dropped(CallLog.Cause.MOVE);
            return removed + overloaded + moved == 0
                    ? "crashed_only"
                    : "removed:" + removed + ",overloaded:" + overloaded + ",moved:" + moved;
        }
    }

    // --- faults ----------------------------------------------------------------------------------

    /** Also a short time has one of each. */
    private void planRareFaults(int days) {
        int losses = Math.max(1, Math.round((float) faults.zoneLossesAYear() * days / DAYS));
        for (int i = 0; i < losses; i++) {
            long at = officeHour(days);
            int zone = random.nextInt(ZONES);
            cluster.events().at(at, () -> loseZone(zone));
        }
        int limits = Math.max(1, Math.round((float) faults.quotaLimitsAYear() * days / DAYS));
        for (int i = 0; i < limits; i++) {
            cluster.events().at(officeHour(days), this::limitQuota);
        }
    }

    private long officeHour(int days) {
        long day = random.nextInt(days);
        return day * Workload.DAY_MILLIS + random.nextLong(7 * HOUR_MILLIS, 17 * HOUR_MILLIS);
    }

    private void loseZone(int zone) {
        zonesLost++;
        cluster.loseZone(zone);
        long until = cluster.nowMillis() + faults.zoneLossMinutes() * MINUTE_MILLIS;
        cluster.events().at(until, () -> cluster.recoverZone(zone));
    }

    private void limitQuota() {
        quotaLimits++;
        spot.quota = spot.nodes.size();
        long until = cluster.nowMillis() + faults.quotaLimitMinutes() * MINUTE_MILLIS;
        cluster.events().at(until, () -> spot.quota = Integer.MAX_VALUE);
    }

    private void faultsOfAnHour() {
        for (MediaNode node : new ArrayList<>(cluster.nodes())) {
            if (happens(faults.daysToCrash())) {
                inThisHour(() -> crash(node));
            }
            if (node.pool == spot && happens(faults.daysToNotice())) {
                inThisHour(() -> notice(node));
            }
            if (happens(faults.daysToSilence())) {
                inThisHour(() -> silence(node));
            }
        }
    }

    private boolean happens(int days) {
        return random.nextDouble() < 1.0 / (days * 24);
    }

    private void inThisHour(Runnable fault) {
        cluster.events().at(cluster.nowMillis() + random.nextLong(HOUR_MILLIS), fault);
    }

    private void crash(MediaNode node) {
        if (node.phase != MediaNode.Phase.GONE) {
            crashes++;
            cluster.crash(node);
        }
    }

    private void notice(MediaNode node) {
        if (node.phase == MediaNode.Phase.GONE) {
            return;
        }
        notices++;
        cluster.cordon(node, MediaNode.Phase.LEAVING, true);
        long until = cluster.nowMillis() + faults.noticeSeconds() * 1_000L;
        cluster.events().at(until, () -> cluster.expire(node));
    }

    private void silence(MediaNode node) {
        if (!node.isReady()) {
            return;
        }
        silences++;
        node.isSilent = true;
        long millis = random.nextLong(20_000, faults.longestSilenceSeconds() * 1_000L);
        cluster.events().at(cluster.nowMillis() + millis, () -> node.isSilent = false);
    }

    /** Could each node take what it would inherit from any one other, and go on? */
    private void lookAtHeadroom() {
        for (MediaNode node : cluster.nodes()) {
            if (node.isReady()) {
                headroomSamples++;
                double inherited = node.load + cluster.inheritance().most(node);
                if (inherited > parameters.streamsOfANode() * Cluster.TAKEN_OVER_PERCENT / 100.0) {
                    headroomMissing++;
                }
            }
        }
    }
}
