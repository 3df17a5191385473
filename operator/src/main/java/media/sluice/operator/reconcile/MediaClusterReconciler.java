package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.MediaCluster;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.cluster.ClusterDefaults;
import media.sluice.operator.desired.cluster.ClusterNames;
import media.sluice.operator.desired.cluster.ClusterObjects;
import media.sluice.operator.status.ClusterStatus;
import media.sluice.operator.writes.Writer;

/** Keeps what a MediaCluster consists of. Called by several threads, for different clusters. */
public final class MediaClusterReconciler implements Reconciler<MediaCluster> {
    /** Its field manager. */
    public static final String NAME = "sluice-mediacluster";

    private final Parts parts;
    private final Writer writer;
    private final OwnedObjects objects;
    private final ClusterDefaults defaults;

    /** Made once a term. */
    public MediaClusterReconciler(Parts parts) {
        this.parts = parts;
        writer = parts.writers().as(NAME);
        objects =
                new OwnedObjects(
                        parts.client(),
                        writer,
                        List.of(
                                ServiceAccount.class,
                                NetworkPolicy.class,
                                Service.class,
                                Deployment.class,
                                PodDisruptionBudget.class));
        var settings = parts.settings();
        defaults =
                new ClusterDefaults(
                        settings.version(), settings.coordinatorImage(), settings.mediaNodeImage());
    }

    @Override
    public List<EventSource<?, MediaCluster>> prepareEventSources(
            EventSourceContext<MediaCluster> context) {
        return objects.sources(MediaCluster.class, context);
    }

    @Override
    public UpdateControl<MediaCluster> reconcile(
            MediaCluster cluster, Context<MediaCluster> context) {
        return Attempt.of(cluster, () -> bring(cluster, context));
    }

    private Duration bring(MediaCluster cluster, Context<MediaCluster> context) {
        if (cluster.getMetadata().getDeletionTimestamp() != null) {
            // Kubernetes collects what it owns.
            return parts.settings().resync();
        }
        var owner = Owner.of(cluster);
        var names = new ClusterNames(owner.name(), owner.namespace());
        var present = objects.present(owner, context);
        objects.bring(ClusterObjects.of(owner, cluster.getSpec(), defaults), present);
        var status =
                ClusterStatus.of(
                        cluster.getStatus(),
                        cluster.getMetadata().getGeneration(),
                        names,
                        OwnedObjects.find(present, Deployment.class, names.coordinator())
                                .orElse(null),
                        Objects.requireNonNullElse(cluster.getSpec().version(), defaults.version()),
                        parts.clock().instant());
        if (!status.equals(cluster.getStatus())) {
            writer.status(cluster, status);
        }
        return parts.settings().resync();
    }
}
