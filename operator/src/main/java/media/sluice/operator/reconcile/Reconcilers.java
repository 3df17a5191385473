package media.sluice.operator.reconcile;

import java.util.List;

/** All reconcilers of the operator. */
public final class Reconcilers {
    private Reconcilers() {}

    /** One line each. */
    public static List<Registered<?>> all(Parts parts) {
        return List.of(
                new Registered<>(MediaClusterReconciler.NAME, new MediaClusterReconciler(parts)),
                new Registered<>(ApiKeyReconciler.NAME, new ApiKeyReconciler(parts)),
                new Registered<>(ClusterKeysReconciler.NAME, new ClusterKeysReconciler(parts)));
    }
}
