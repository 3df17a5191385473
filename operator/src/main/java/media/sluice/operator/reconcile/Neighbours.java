package media.sluice.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import media.sluice.operator.api.v1alpha1.AutoscalingMode;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.load.ClusterKey;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.pool.RoomHistory;
import org.jspecify.annotations.Nullable;

/**
 * The pools of a cluster, in the order of their names: what one cannot hold the next one must, and
 * who waits for a node is the first one's that may grow. Any thread.
 */
final class Neighbours {
    private final Map<ClusterKey, RoomHistory> histories = new ConcurrentHashMap<>();
    private final Map<String, Double> spilled = new ConcurrentHashMap<>();
    private volatile @Nullable IndexerResourceCache<MediaNodePool> pools;
    private volatile @Nullable IndexerResourceCache<CapacityReservation> reservations;

    void see(IndexerResourceCache<MediaNodePool> all) {
        pools = all;
    }

    void seeReservations(IndexerResourceCache<CapacityReservation> all) {
        reservations = all;
    }

    /** What is reserved in a cluster. */
    List<CapacityReservation> reserved(ClusterKey cluster) {
        return Objects.requireNonNull(reservations, "asked before reservations are watched")
                .list(
                        cluster.namespace(),
                        one ->
                                one.getMetadata().getDeletionTimestamp() == null
                                        && one.getSpec().clusterRef().equals(cluster.name()))
                .sorted(Comparator.comparing(one -> one.getMetadata().getName()))
                .toList();
    }

    /** The pools of a cluster, in their order. */
    List<MediaNodePool> pools(ClusterKey cluster) {
        return in(cluster);
    }

    /** Names of the pools of a cluster. */
    List<String> of(ClusterKey cluster) {
        return in(cluster).stream().map(pool -> pool.getMetadata().getName()).toList();
    }

    RoomHistory history(MediaNodePool pool) {
        return histories.computeIfAbsent(key(pool), _ -> new RoomHistory());
    }

    /** What a pool cannot hold. */
    void spills(MediaNodePool pool, double units) {
        spilled.put(pool.getMetadata().getUid(), units);
    }

    /** What the pool before this one cannot hold. */
    double spilledTo(MediaNodePool pool) {
        double before = 0;
        for (var other : growing(key(pool))) {
            if (isSame(other, pool)) {
                return before;
            }
            before = spilled.getOrDefault(other.getMetadata().getUid(), 0.0);
        }
        return 0;
    }

    /** Whether those who wait are this pool's: it is the first that is not at its most. */
    boolean takesWaiting(MediaNodePool pool, ClusterLoad load) {
        return load.waitingJoins() > 0
                && growing(key(pool)).stream()
                        .filter(other ->
                                spilled.getOrDefault(other.getMetadata().getUid(), 0.0) == 0)
                        .findFirst()
                        .filter(first -> isSame(first, pool))
                        .isPresent();
    }

    /** Those that may grow, in their order. */
    List<MediaNodePool> growing(ClusterKey cluster) {
        return in(cluster).stream().filter(Neighbours::mayGrow).toList();
    }

    private static boolean mayGrow(MediaNodePool pool) {
        var autoscaling = pool.getSpec().autoscaling();
        return autoscaling == null
                || autoscaling.mode() == null
                || autoscaling.mode() == AutoscalingMode.OPERATOR;
    }

    private List<MediaNodePool> in(ClusterKey cluster) {
        return Objects.requireNonNull(pools, "asked before the pools are watched")
                .list(
                        cluster.namespace(),
                        pool -> pool.getSpec().clusterRef().equals(cluster.name()))
                .sorted(Comparator.comparing(pool -> pool.getMetadata().getName()))
                .toList();
    }

    private static boolean isSame(MediaNodePool one, MediaNodePool other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    static ClusterKey key(MediaNodePool pool) {
        return new ClusterKey(pool.getMetadata().getNamespace(), pool.getSpec().clusterRef());
    }
}
