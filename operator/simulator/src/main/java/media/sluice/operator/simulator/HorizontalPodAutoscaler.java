package media.sluice.operator.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes' HorizontalPodAutoscaler (autoscaling/v2) on CPU, with its defaults: every 15 s,
 * tolerance 10 %, up by at most 4 pods or 100 % in 15 s, down to the highest recommendation of the
 * last 300 s. Pods that are not ready count as idle when it grows, and not at all when it shrinks.
 * A ReplicaSet deletes pods that are not ready, then the youngest by order of magnitude; a pod that
 * is deleted waits for its rooms, as livekit-helm's does.
 */
final class HorizontalPodAutoscaler implements Scaler {

    static final long SYNC_MILLIS = 15_000;
    static final long STABILIZATION_MILLIS = 300_000;
    private static final double TOLERANCE = 0.1;
    private static final int PODS_A_PERIOD = 4;

    private final Cluster cluster;
    private final Pool pool;
    private final double target;
    private final int min;
    private final int max;
    private final Deque<int[]> recommendations = new ArrayDeque<>();
    private final Map<MediaNode, Double> loadMillis = new HashMap<>();
    private final Swings swings;
    private int replicas;
    private int before;

    HorizontalPodAutoscaler(Cluster cluster, int targetPercent, int min, int max) {
        this.cluster = cluster;
        swings = new Swings(cluster.tally());
        pool = cluster.pools().getFirst();
        target = targetPercent / 100.0;
        this.min = min;
        this.max = max;
        replicas = min;
        before = min;
    }

    @Override
    public void begin() {
        scale(min);
        cluster.events().at(cluster.nowMillis() + SYNC_MILLIS, this::sync);
    }

    @Override
    public int oscillations() {
        return swings.count();
    }

    private void sync() {
        long now = cluster.nowMillis();
        List<Double> utilizations = new ArrayList<>();
        int unready = 0;
        for (MediaNode node : pool.nodes) {
            double total = node.loadMillis(now);
            Double earlier = loadMillis.put(node, total);
            if (node.phase == MediaNode.Phase.CORDONED) {
                continue;
            }
            // A pod that became ready inside the window of its metric has none yet.
            if (node.isReady() && earlier != null) {
                double mean = (total - earlier) / SYNC_MILLIS;
                utilizations.add(Math.min(1, mean / cluster.parameters().streamsOfANode()));
            } else {
                unready++;
            }
        }
        loadMillis.keySet().removeIf(node -> node.phase == MediaNode.Phase.GONE);
        int proposed = Math.clamp(proposal(replicas, utilizations, unready, target), min, max);
        int next = Math.clamp(rated(stabilized(proposed, now)), min, max);
        before = replicas;
        if (next > replicas) {
            swings.grew(now);
        } else if (next < replicas) {
            swings.shrank(now);
        }
        scale(next);
        cluster.events().at(now + SYNC_MILLIS, this::sync);
    }

    /**
     * The documented algorithm.
     *
     * @param utilizations of ready pods, 1 is all that they requested
     * @param unready pods that are not ready
     */
    static int proposal(int current, List<Double> utilizations, int unready, double target) {
        if (utilizations.isEmpty()) {
            return current;
        }
        double sum = utilizations.stream().mapToDouble(Double::doubleValue).sum();
        int ready = utilizations.size();
        double ratio = sum / ready / target;
        if (unready == 0 || ratio <= 1) {
            return isWithinTolerance(ratio) ? current : ceil(ratio * ready);
        }
        double withIdle = sum / (ready + unready) / target;
        if (isWithinTolerance(withIdle) || withIdle < 1) {
            return current;
        }
        return Math.max(current, ceil(withIdle * (ready + unready)));
    }

    private static boolean isWithinTolerance(double ratio) {
        return Math.abs(1 - ratio) <= TOLERANCE;
    }

    private static int ceil(double replicas) {
        return (int) Math.ceil(replicas - 1e-9);
    }

    /** Down to the highest recommendation of the window only. */
    int stabilized(int proposed, long nowMillis) {
        recommendations.removeIf(one -> one[0] <= (nowMillis - STABILIZATION_MILLIS) / 1_000);
        recommendations.add(new int[] {(int) (nowMillis / 1_000), proposed});
        int highest = recommendations.stream().mapToInt(one -> one[1]).max().orElse(proposed);
        return proposed >= replicas ? proposed : Math.min(highest, replicas);
    }

    /** Up by four pods or double in 15 s, whichever is more; down as far as it likes. */
    int rated(int wanted) {
        int start = Math.min(before, replicas);
        return Math.min(wanted, Math.max(start + PODS_A_PERIOD, start * 2));
    }

    private void scale(int next) {
        replicas = next;
        List<MediaNode> live = new ArrayList<>();
        for (MediaNode node : pool.nodes) {
            if (node.phase != MediaNode.Phase.CORDONED) {
                live.add(node);
            }
        }
        for (int i = live.size(); i < replicas; i++) {
            cluster.create(pool);
        }
        if (live.size() > replicas) {
            live.sort(deletionOrder(cluster.nowMillis()));
            for (MediaNode node : live.subList(0, live.size() - replicas)) {
                cluster.cordon(node, MediaNode.Phase.CORDONED, false);
            }
        }
    }

    private static Comparator<MediaNode> deletionOrder(long nowMillis) {
        return Comparator.comparing(MediaNode::isReady)
                .thenComparingInt(node -> magnitude(nowMillis - node.createdMillis))
                .thenComparing(node -> node.name);
    }

    private static int magnitude(long ageMillis) {
        return 64 - Long.numberOfLeadingZeros(ageMillis / 1_000);
    }
}
