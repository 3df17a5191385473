package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import media.sluice.operator.api.v1alpha1.ApiKey;
import media.sluice.operator.api.v1alpha1.MediaCluster;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.cluster.ClusterNames;
import media.sluice.operator.desired.keys.KeyFile;
import media.sluice.operator.desired.keys.KeyRing;
import media.sluice.operator.desired.keys.KeySecret;

/**
 * Keeps the file of keys that a cluster's coordinators accept: those of all its ApiKeys. Called by
 * several threads, for different clusters.
 */
public final class ClusterKeysReconciler implements Reconciler<MediaCluster> {
    /** Its field manager. */
    public static final String NAME = "sluice-keys";

    private final Parts parts;
    private final OwnedObjects objects;

    /** Made once a term. */
    public ClusterKeysReconciler(Parts parts) {
        this.parts = parts;
        objects = new OwnedObjects(parts.client(), parts.writers().as(NAME), List.of(Secret.class));
    }

    @Override
    public List<EventSource<?, MediaCluster>> prepareEventSources(
            EventSourceContext<MediaCluster> context) {
        var secrets =
                InformerEventSourceConfiguration.from(Secret.class, MediaCluster.class)
                        .withLabelSelector(Labels.OURS)
                        .withSecondaryToPrimaryMapper(ClusterKeysReconciler::clusterOfSecret)
                        .withNamespacesInheritedFromController()
                        .build();
        var keys =
                InformerEventSourceConfiguration.from(ApiKey.class, MediaCluster.class)
                        .withSecondaryToPrimaryMapper(ClusterKeysReconciler::clusterOfKey)
                        .withNamespacesInheritedFromController()
                        .build();
        return List.of(
                new InformerEventSource<>(secrets, context),
                new InformerEventSource<>(keys, context));
    }

    @Override
    public UpdateControl<MediaCluster> reconcile(
            MediaCluster cluster, Context<MediaCluster> context) {
        return Attempt.of(cluster, () -> bring(cluster, context));
    }

    private Duration bring(MediaCluster cluster, Context<MediaCluster> context) {
        if (cluster.getMetadata().getDeletionTimestamp() != null) {
            return parts.settings().resync();
        }
        var owner = Owner.of(cluster);
        var name = new ClusterNames(owner.name(), owner.namespace()).keys();
        var secrets = context.getSecondaryResourcesAsStream(Secret.class).toList();
        var file = KeyFile.of(owner, name, rings(secrets, context), parts.clock().instant());
        var present = new TreeMap<String, HasMetadata>();
        secrets.stream()
                .filter(secret -> name.equals(secret.getMetadata().getName()))
                .forEach(secret -> present.put(OwnedObjects.key(secret), secret));
        objects.bring(List.of(file), present);
        return parts.settings().resync();
    }

    /**
     * The keys of each ApiKey that is there. A Secret whose ApiKey has gone holds no accepted key,
     * also before Kubernetes has collected it.
     */
    private static Map<String, KeyRing> rings(List<Secret> secrets, Context<MediaCluster> context) {
        var rings = new TreeMap<String, KeyRing>();
        context.getSecondaryResourcesAsStream(ApiKey.class)
                .filter(key -> key.getMetadata().getDeletionTimestamp() == null)
                .forEach(key ->
                        ring(Owner.of(key), secrets)
                                .ifPresent(ring -> rings.put(key.getMetadata().getName(), ring)));
        return rings;
    }

    private static Optional<KeyRing> ring(Owner key, List<Secret> secrets) {
        return secrets.stream().filter(key::owns).findFirst().flatMap(KeySecret::read);
    }

    private static Set<ResourceID> clusterOfSecret(Secret secret) {
        var cluster = secret.getMetadata().getLabels().get(Labels.CLUSTER);
        return cluster == null
                ? Set.of()
                : Set.of(new ResourceID(cluster, secret.getMetadata().getNamespace()));
    }

    private static Set<ResourceID> clusterOfKey(ApiKey key) {
        return Set.of(new ResourceID(key.getSpec().clusterRef(), key.getMetadata().getNamespace()));
    }
}
