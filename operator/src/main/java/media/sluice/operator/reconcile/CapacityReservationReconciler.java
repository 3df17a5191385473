package media.sluice.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.CapacityReservationStatus;
import media.sluice.operator.api.v1alpha1.MediaCluster;
import media.sluice.operator.demand.Reservations;
import media.sluice.operator.load.ClusterKey;
import media.sluice.operator.status.ReservationStatus;
import media.sluice.operator.writes.Writer;

/**
 * Says how far a CapacityReservation is. That its capacity is there is the pools' work, which see
 * it as demand. Called by several threads, for different reservations.
 */
public final class CapacityReservationReconciler implements Reconciler<CapacityReservation> {
    /** Its field manager. */
    public static final String NAME = "sluice-capacityreservation";

    private final Parts parts;
    private final Writer writer;
    private final Neighbours neighbours;

    /** Made once a term. */
    CapacityReservationReconciler(Parts parts, Neighbours neighbours) {
        this.parts = parts;
        this.neighbours = neighbours;
        writer = parts.writers().as(NAME);
    }

    @Override
    public List<EventSource<?, CapacityReservation>> prepareEventSources(
            EventSourceContext<CapacityReservation> context) {
        neighbours.seeReservations(context.getPrimaryCache());
        return List.of(
                References.source(
                        MediaCluster.class,
                        CapacityReservation.class,
                        reservation -> reservation.getSpec().clusterRef(),
                        context));
    }

    @Override
    public UpdateControl<CapacityReservation> reconcile(
            CapacityReservation reservation, Context<CapacityReservation> context) {
        return Attempt.of(reservation, () -> bring(reservation, context));
    }

    private Duration bring(CapacityReservation reservation, Context<CapacityReservation> context) {
        if (reservation.getMetadata().getDeletionTimestamp() == null) {
            var status = status(reservation, context);
            if (!status.equals(reservation.getStatus())) {
                writer.status(reservation, status);
            }
        }
        return parts.settings().resync();
    }

    private CapacityReservationStatus status(
            CapacityReservation reservation, Context<CapacityReservation> context) {
        var now = parts.clock().instant();
        if (context.getSecondaryResource(MediaCluster.class).isEmpty()) {
            return ReservationStatus.withoutCluster(reservation, now);
        }
        var spec = reservation.getSpec();
        var cluster = new ClusterKey(reservation.getMetadata().getNamespace(), spec.clusterRef());
        var meant =
                neighbours.pools(cluster).stream()
                        .filter(pool -> Reservations.means(spec, pool))
                        .toList();
        return ReservationStatus.of(reservation, meant, now);
    }
}
