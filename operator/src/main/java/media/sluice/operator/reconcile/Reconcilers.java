package media.sluice.operator.reconcile;

import java.util.List;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.cluster.GrpcCoordinators;
import media.sluice.operator.desired.Labels;

/** All reconcilers of the operator. */
public final class Reconcilers {
    private Reconcilers() {}

    /** One line each. */
    public static List<Registered<?>> all(Parts parts) {
        var coordinators =
                new GrpcCoordinators(
                        new ClusterAccess(parts.client(), parts.settings().coordinatorAddress()),
                        parts.fence().epoch(),
                        parts.settings().identity().orElse(Labels.OPERATOR),
                        parts.fence()::check);
        var nodeWakes = new Wakes<MediaNode>("wishes of pools");
        var neighbours = new Neighbours();
        return List.of(
                new Registered<>(MediaClusterReconciler.NAME, new MediaClusterReconciler(parts)),
                new Registered<>(ApiKeyReconciler.NAME, new ApiKeyReconciler(parts)),
                new Registered<>(ClusterKeysReconciler.NAME, new ClusterKeysReconciler(parts)),
                new Registered<>(
                        MediaNodePoolReconciler.NAME,
                        new MediaNodePoolReconciler(parts, coordinators, neighbours, nodeWakes)),
                new Registered<>(
                        CapacityReservationReconciler.NAME,
                        new CapacityReservationReconciler(parts, neighbours)),
                new Registered<>(
                        MediaNodeReconciler.NAME,
                        new MediaNodeReconciler(parts, coordinators, nodeWakes)));
    }
}
