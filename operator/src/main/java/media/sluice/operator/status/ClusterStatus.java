package media.sluice.operator.status;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.CoordinatorStatus;
import media.sluice.operator.api.v1alpha1.MediaClusterStatus;
import media.sluice.operator.desired.cluster.ClusterNames;
import org.jspecify.annotations.Nullable;

/** What is said about a MediaCluster. */
public final class ClusterStatus {
    private static final String COORDINATOR_READY = "CoordinatorReady";

    private ClusterStatus() {}

    /**
     * Its status.
     *
     * @param before what was said last
     * @param coordinator its Deployment, as it was seen
     * @param version that it should run
     */
    public static MediaClusterStatus of(
            @Nullable MediaClusterStatus before,
            long generation,
            ClusterNames names,
            @Nullable Deployment coordinator,
            String version,
            Instant now) {
        var conditions =
                new Conditions(before == null ? null : before.conditions(), generation, now);
        var status = coordinator == null ? null : coordinator.getStatus();
        int replicas = status == null ? 0 : Objects.requireNonNullElse(status.getReplicas(), 0);
        int ready = status == null ? 0 : Objects.requireNonNullElse(status.getReadyReplicas(), 0);
        boolean rolledOut = isRolledOut(coordinator);
        if (rolledOut) {
            conditions.ready("Reconciled", "all that belongs to it is there");
        } else {
            conditions.reconciling("CoordinatorStarting", "the coordinator is starting");
        }
        conditions.say(
                COORDINATOR_READY,
                ready > 0,
                ready > 0 ? "Answers" : "Starting",
                ready + " of the coordinators answer");
        return new MediaClusterStatus(
                generation,
                rolledOut || before == null ? version : before.version(),
                new CoordinatorStatus(replicas, ready, null),
                before == null ? null : before.nodes(),
                before == null ? null : before.rooms(),
                before == null ? null : before.participants(),
                before == null ? null : before.egressBitsPerSecond(),
                List.of(
                        names.coordinator()
                                + "."
                                + names.namespace()
                                + ".svc:"
                                + ClusterNames.HTTP_PORT),
                before == null ? null : before.crdVersion(),
                conditions.all());
    }

    /** As kubectl rollout status sees it. */
    private static boolean isRolledOut(@Nullable Deployment deployment) {
        if (deployment == null || deployment.getStatus() == null) {
            return false;
        }
        var status = deployment.getStatus();
        int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        return Objects.requireNonNullElse(status.getObservedGeneration(), 0L)
                        >= deployment.getMetadata().getGeneration()
                && Objects.requireNonNullElse(status.getUpdatedReplicas(), 0) == wanted
                && Objects.requireNonNullElse(status.getReadyReplicas(), 0) == wanted
                && Objects.requireNonNullElse(status.getReplicas(), 0) == wanted;
    }
}
