package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import media.sluice.operator.api.v1alpha1.ApiKey;
import media.sluice.operator.api.v1alpha1.ApiKeyStatus;
import media.sluice.operator.api.v1alpha1.MediaCluster;
import media.sluice.operator.desired.GoDuration;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.keys.KeyPair;
import media.sluice.operator.desired.keys.KeyRing;
import media.sluice.operator.desired.keys.KeyRing.Rotation;
import media.sluice.operator.desired.keys.KeySecret;
import media.sluice.operator.status.KeyStatus;
import media.sluice.operator.writes.Writer;

/**
 * Keeps the Secret of an ApiKey, and replaces its key in time. Called by several threads, for
 * different keys.
 */
public final class ApiKeyReconciler implements Reconciler<ApiKey> {
    /** Its field manager. */
    public static final String NAME = "sluice-apikey";

    /** What the definition says when the resource does not. */
    private static final String OVERLAP = "24h";

    private final Parts parts;
    private final Writer writer;
    private final OwnedObjects objects;
    private final SecureRandom random = new SecureRandom();

    /** Made once a term. */
    public ApiKeyReconciler(Parts parts) {
        this.parts = parts;
        writer = parts.writers().as(NAME);
        objects = new OwnedObjects(parts.client(), writer, List.of(Secret.class));
    }

    @Override
    public List<EventSource<?, ApiKey>> prepareEventSources(EventSourceContext<ApiKey> context) {
        return objects.sources(ApiKey.class, context);
    }

    @Override
    public UpdateControl<ApiKey> reconcile(ApiKey key, Context<ApiKey> context) {
        return Attempt.of(key, () -> bring(key, context));
    }

    private Duration bring(ApiKey key, Context<ApiKey> context) {
        if (key.getMetadata().getDeletionTimestamp() != null) {
            // Kubernetes collects what it owns.
            return parts.settings().resync();
        }
        var owner = Owner.of(key);
        var name = Objects.requireNonNullElse(key.getSpec().secretName(), owner.name());
        var now = parts.clock().instant();
        var present = objects.present(owner, context);
        var current = OwnedObjects.find(present, Secret.class, name);
        if (current.isEmpty() && isTaken(owner, name)) {
            say(key, KeyStatus.taken(key.getStatus(), generation(key), name, now));
            return parts.settings().resync();
        }
        var rotation = rotation(key);
        var ring =
                current.flatMap(KeySecret::read)
                        .map(held -> held.at(now, rotation, this::fresh))
                        .orElseGet(() -> KeyRing.first(fresh(), now));
        objects.bring(
                List.of(KeySecret.of(owner, name, key.getSpec().clusterRef(), ring)), present);
        say(
                key,
                KeyStatus.of(
                        key.getStatus(),
                        generation(key),
                        name,
                        ring,
                        ring.rotatesAt(rotation),
                        missingCluster(owner, key.getSpec().clusterRef()),
                        now));
        return untilNext(ring.changesAt(rotation), now);
    }

    private void say(ApiKey key, ApiKeyStatus status) {
        if (!status.equals(key.getStatus())) {
            writer.status(key, status);
        }
    }

    /** Asks the server only before the first write: somebody else's Secret is never touched. */
    private boolean isTaken(Owner owner, String name) {
        var there = parts.client().secrets().inNamespace(owner.namespace()).withName(name).get();
        return there != null && !owner.owns(there);
    }

    private Optional<String> missingCluster(Owner owner, String cluster) {
        var there =
                parts.client()
                        .resources(MediaCluster.class)
                        .inNamespace(owner.namespace())
                        .withName(cluster)
                        .get();
        return there == null ? Optional.of(cluster) : Optional.empty();
    }

    private Duration untilNext(Optional<Instant> change, Instant now) {
        var longest = parts.settings().resync();
        return change.map(at -> Duration.between(now, at))
                .filter(wait -> wait.compareTo(longest) < 0)
                .map(wait -> wait.isPositive() ? wait : Duration.ofMillis(1))
                .orElse(longest);
    }

    private KeyPair fresh() {
        return KeyPair.fresh(size -> {
            var bytes = new byte[size];
            random.nextBytes(bytes);
            return bytes;
        });
    }

    private static Optional<Rotation> rotation(ApiKey key) {
        return Optional.ofNullable(key.getSpec().rotation())
                .map(how ->
                        new Rotation(
                                GoDuration.parse(how.interval()),
                                GoDuration.parse(
                                        Objects.requireNonNullElse(how.overlap(), OVERLAP))));
    }

    private static long generation(ApiKey key) {
        return key.getMetadata().getGeneration();
    }
}
