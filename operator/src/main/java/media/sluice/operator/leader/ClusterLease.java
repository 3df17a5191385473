package media.sluice.operator.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Lease of the cluster. */
final class ClusterLease implements LeaseStore {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final int durationSeconds;

    ClusterLease(KubernetesClient client, String namespace, String name, ElectionTimes times) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        durationSeconds = Math.max(1, (int) times.lease().toSeconds());
    }

    @Override
    public Optional<Kept> read() {
        return Optional.ofNullable(client.leases().inNamespace(namespace).withName(name).get())
                .map(ClusterLease::kept);
    }

    @Override
    public Optional<Kept> create(Term term) {
        var lease = write(new LeaseBuilder().withNewMetadata().endMetadata().build(), term);
        return unlessRefused(() -> client.resource(lease).create());
    }

    @Override
    public Optional<Kept> replace(Kept before, Term term) {
        var lease = write(new LeaseBuilder().withNewMetadata().endMetadata().build(), term);
        lease.getMetadata().setResourceVersion(before.version());
        return unlessRefused(() -> client.resource(lease).update());
    }

    private Lease write(Lease lease, Term term) {
        return new LeaseBuilder(lease)
                .editMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/managed-by", "sluice-operator")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(term.holder())
                .withLeaseTransitions(term.epoch())
                .withLeaseDurationSeconds(durationSeconds)
                .withRenewTime(
                        term.renewed() == null ? null : term.renewed().atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
    }

    private static Optional<Kept> unlessRefused(Supplier<Lease> write) {
        try {
            return Optional.of(kept(write.get()));
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private static Kept kept(Lease lease) {
        var spec = lease.getSpec();
        Integer epoch = spec == null ? null : spec.getLeaseTransitions();
        return new Kept(
                new Term(
                        spec == null ? null : spec.getHolderIdentity(),
                        Objects.requireNonNullElse(epoch, 0),
                        spec == null ? null : renewed(lease)),
                lease.getMetadata().getResourceVersion());
    }

    private static @Nullable Instant renewed(Lease lease) {
        var time = lease.getSpec().getRenewTime();
        return time == null ? null : time.toInstant();
    }
}
