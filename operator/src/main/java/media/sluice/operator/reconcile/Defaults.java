package media.sluice.operator.reconcile;

import media.sluice.operator.config.OperatorSettings;
import media.sluice.operator.desired.cluster.ClusterDefaults;

/** What settings say about clusters. */
final class Defaults {
    private Defaults() {}

    static ClusterDefaults of(OperatorSettings settings) {
        return new ClusterDefaults(
                settings.version(), settings.coordinatorImage(), settings.mediaNodeImage());
    }
}
