package media.sluice.operator.status;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import media.sluice.operator.api.v1alpha1.AutoscalingMode;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.CapacityReservationStatus;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.api.v1alpha1.PoolLoad;
import media.sluice.operator.demand.Cron;
import media.sluice.operator.demand.Reservations;
import media.sluice.operator.pool.Units;
import media.sluice.operator.scaling.ProvisionTimes;
import org.jspecify.annotations.Nullable;

/** What is said about a CapacityReservation. */
public final class ReservationStatus {
    private static final int ALL = 100;

    private ReservationStatus() {}

    /**
     * Of a reservation whose cluster is there.
     *
     * @param pools of the cluster that it means
     */
    public static CapacityReservationStatus of(
            CapacityReservation reservation, List<MediaNodePool> pools, Instant now) {
        var spec = reservation.getSpec();
        var window = Reservations.window(spec, now.toEpochMilli());
        boolean isHeld =
                window.filter(open ->
                                Reservations.heldFromMillis(spec, open, lead(pools))
                                        <= now.toEpochMilli())
                        .isPresent();
        var wanted = Reservations.bitsPerSecond(spec, bitsPerSecondOfParticipant(pools));
        int covered = percent(pools.stream().mapToDouble(ReservationStatus::ready).sum(), wanted);
        var conditions = conditions(reservation, now);
        say(conditions, pools, window, isHeld, covered);
        return new CapacityReservationStatus(
                reservation.getMetadata().getGeneration(),
                isHeld,
                isHeld ? covered : null,
                isHeld ? held(pools, wanted) : 0,
                next(reservation, window, now),
                conditions.all());
    }

    /** Of a reservation for a cluster that is not there. */
    public static CapacityReservationStatus withoutCluster(
            CapacityReservation reservation, Instant now) {
        var conditions =
                conditions(reservation, now)
                        .reconciling(
                                "ClusterMissing",
                                "there is no MediaCluster "
                                        + reservation.getSpec().clusterRef()
                                        + " yet: create it, or a CapacityReservation with the"
                                        + " clusterRef of one that is there");
        return new CapacityReservationStatus(
                reservation.getMetadata().getGeneration(), false, null, 0, null, conditions.all());
    }

    private static void say(
            Conditions conditions,
            List<MediaNodePool> pools,
            Optional<Cron.Window> window,
            boolean isHeld,
            int covered) {
        if (window.isEmpty()) {
            conditions.ready("Over", "its time is over, or never comes");
        } else if (pools.isEmpty()) {
            conditions.stalled(
                    "NoPool",
                    "no MediaNodePool of the cluster is meant: write a poolSelector whose labels one"
                            + " has, or create one");
        } else if (!isHeld) {
            conditions.ready("Scheduled", "its time has not come");
        } else if (covered == ALL) {
            conditions.ready("Held", "ready nodes cover all of it");
        } else if (pools.stream().noneMatch(ReservationStatus::mayGrow)) {
            conditions.stalled(
                    "NoPoolGrows",
                    "ready nodes cover "
                            + covered
                            + " % of it, and no MediaNodePool that is meant is in mode Operator:"
                            + " raise replicas of one, or set its mode to Operator");
        } else {
            conditions.reconciling("Starting", "ready nodes cover " + covered + " % of it");
        }
    }

    private static Conditions conditions(CapacityReservation reservation, Instant now) {
        var before = reservation.getStatus();
        return new Conditions(
                before == null ? null : before.conditions(),
                Objects.requireNonNullElse(reservation.getMetadata().getGeneration(), 0L),
                now);
    }

    /** When it begins next: not the window that is open. */
    private static @Nullable String next(
            CapacityReservation reservation, Optional<Cron.Window> window, Instant now) {
        return window.flatMap(open ->
                        now.toEpochMilli() < open.fromMillis()
                                ? window
                                : Reservations.window(reservation.getSpec(), open.untilMillis()))
                .map(then -> Instant.ofEpochMilli(then.fromMillis()).toString())
                .orElse(null);
    }

    private static long lead(List<MediaNodePool> pools) {
        return 1_000L
                * pools.stream()
                        .map(pool -> pool.getStatus())
                        .filter(Objects::nonNull)
                        .map(status -> status.load())
                        .filter(Objects::nonNull)
                        .map(PoolLoad::provisionSecondsP95)
                        .filter(Objects::nonNull)
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(ProvisionTimes.ASSUMED_SECONDS);
    }

    private static double bitsPerSecondOfParticipant(List<MediaNodePool> pools) {
        long bps = 0;
        int people = 0;
        for (var pool : pools) {
            var load = pool.getStatus() == null ? null : pool.getStatus().load();
            if (load != null) {
                bps += Objects.requireNonNullElse(load.egressBitsPerSecond(), 0L);
                people += Objects.requireNonNullElse(load.participants(), 0);
            }
        }
        return Units.ofParticipant(bps, people) / Units.PER_BPS;
    }

    private static double ready(MediaNodePool pool) {
        return readyNodes(pool) * capacity(pool);
    }

    private static int readyNodes(MediaNodePool pool) {
        var status = pool.getStatus();
        return status == null ? 0 : Objects.requireNonNullElse(status.readyReplicas(), 0);
    }

    private static double capacity(MediaNodePool pool) {
        var status = pool.getStatus();
        var load = status == null ? null : status.load();
        Long known = load == null ? null : load.capacityPerNode();
        return known == null ? Units.ofNode(pool.getSpec().capacity()) / Units.PER_BPS : known;
    }

    /** Nodes that it takes, of those that are ready. */
    private static int held(List<MediaNodePool> pools, double wanted) {
        double left = wanted;
        int nodes = 0;
        for (var pool : pools) {
            int most = (int) Math.min(readyNodes(pool), Math.ceil(left / capacity(pool)));
            nodes += Math.max(0, most);
            left -= most * capacity(pool);
        }
        return nodes;
    }

    private static int percent(double part, double whole) {
        return whole <= 0 ? ALL : (int) Math.min(ALL, Math.floor(ALL * part / whole));
    }

    private static boolean mayGrow(MediaNodePool pool) {
        var autoscaling = pool.getSpec().autoscaling();
        return autoscaling == null
                || autoscaling.mode() == null
                || autoscaling.mode() == AutoscalingMode.OPERATOR;
    }
}
