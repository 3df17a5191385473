package media.sluice.operator.demand;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.CapacityReservationSpec;
import media.sluice.operator.api.v1alpha1.Durations;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.scaling.Demand;

/** CapacityReservations as demand on pools. */
public final class Reservations {
    private Reservations() {}

    /** The window that is open or next; empty when all are over, or none can be made of it. */
    public static Optional<Cron.Window> window(CapacityReservationSpec spec, long nowMillis) {
        var schedule = spec.schedule();
        try {
            if (schedule != null) {
                return Cron.of(schedule.cron())
                        .window(
                                nowMillis,
                                Durations.millis(schedule.duration()),
                                ZoneId.of(Objects.requireNonNullElse(schedule.timezone(), "UTC")));
            }
            if (spec.startTime() == null || spec.endTime() == null) {
                return Optional.empty();
            }
            var once =
                    new Cron.Window(
                            Instant.parse(spec.startTime()).toEpochMilli(),
                            Instant.parse(spec.endTime()).toEpochMilli());
            return Optional.of(once).filter(window -> nowMillis < window.untilMillis());
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            // The definition lets pass what looks like a zone or a range, and is none.
            return Optional.empty();
        }
    }

    /**
     * From when the capacity is to be there.
     *
     * @param usualLeadMillis when the reservation names none
     */
    public static long heldFromMillis(
            CapacityReservationSpec spec, Cron.Window window, long usualLeadMillis) {
        var lead = spec.leadTime();
        return window.fromMillis() - (lead == null ? usualLeadMillis : Durations.millis(lead));
    }

    /** What is reserved, in bit/s. */
    public static double bitsPerSecond(
            CapacityReservationSpec spec, double bitsPerSecondOfParticipant) {
        var bps = spec.egressBitsPerSecond();
        return bps != null
                ? bps
                : Objects.requireNonNullElse(spec.subscribers(), 0) * bitsPerSecondOfParticipant;
    }

    /** Whether a reservation means a pool. */
    public static boolean means(CapacityReservationSpec spec, MediaNodePool pool) {
        if (!spec.clusterRef().equals(pool.getSpec().clusterRef())) {
            return false;
        }
        var labels = Objects.requireNonNullElse(pool.getMetadata().getLabels(), Map.of());
        return spec.poolSelector() == null
                || labels.entrySet().containsAll(spec.poolSelector().matchLabels().entrySet());
    }

    /**
     * What a pool holds ready: the reservations of which it is the first pool that may grow. What
     * it cannot hold the next one gets, as with all load.
     *
     * @param growing pools of the cluster that may grow, in their order
     * @param unitsPerBps what a bit per second counts
     */
    public static List<Demand.Reservation> of(
            Collection<CapacityReservation> all,
            MediaNodePool pool,
            List<MediaNodePool> growing,
            long nowMillis,
            double unitsOfParticipant,
            double unitsPerBps) {
        return all.stream()
                .filter(one ->
                        holder(one.getSpec(), growing)
                                .filter(holder ->
                                        holder.getMetadata()
                                                .getUid()
                                                .equals(pool.getMetadata().getUid()))
                                .isPresent())
                .flatMap(one ->
                        window(one.getSpec(), nowMillis).stream()
                                .map(window ->
                                        new Demand.Reservation(
                                                one.getMetadata().getName(),
                                                begin(one.getSpec(), window, nowMillis),
                                                window.untilMillis(),
                                                bitsPerSecond(
                                                                one.getSpec(),
                                                                unitsOfParticipant / unitsPerBps)
                                                        * unitsPerBps)))
                .toList();
    }

    /** The autoscaler looks ahead as far as nodes take to start; who wants more gets it now. */
    private static long begin(CapacityReservationSpec spec, Cron.Window window, long nowMillis) {
        return nowMillis < heldFromMillis(spec, window, 0) ? window.fromMillis() : nowMillis;
    }

    private static Optional<MediaNodePool> holder(
            CapacityReservationSpec spec, List<MediaNodePool> growing) {
        return growing.stream().filter(pool -> means(spec, pool)).findFirst();
    }
}
