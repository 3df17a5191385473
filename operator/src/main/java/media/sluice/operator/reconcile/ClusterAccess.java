package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Optional;
import media.sluice.operator.cluster.Access;
import media.sluice.operator.desired.cluster.ClusterNames;
import media.sluice.operator.load.ClusterKey;

/** Reaches coordinators at their Service, with the certificate that is in the operator's Secret. */
final class ClusterAccess implements Access {
    private final KubernetesClient client;
    private final Optional<String> fixedAddress;

    /**
     * Asks the cluster each time.
     *
     * @param fixedAddress host:port on loopback, in plain text, instead of Service and Secret
     */
    ClusterAccess(KubernetesClient client, Optional<String> fixedAddress) {
        this.client = client;
        this.fixedAddress = fixedAddress;
    }

    @Override
    public String address(ClusterKey cluster) {
        return fixedAddress.orElseGet(() -> names(cluster).coordinatorAddress());
    }

    @Override
    public ChannelCredentials credentials(ClusterKey cluster) {
        if (fixedAddress.isPresent()) {
            return InsecureChannelCredentials.create();
        }
        var name = names(cluster).operatorTls();
        try {
            var secret = client.secrets().inNamespace(cluster.namespace()).withName(name).get();
            if (secret == null) {
                throw new IllegalStateException("Secret " + name + " is not there yet");
            }
            return TlsChannelCredentials.newBuilder()
                    .keyManager(file(secret, "tls.crt"), file(secret, "tls.key"))
                    .trustManager(file(secret, "ca.crt"))
                    .build();
        } catch (KubernetesClientException | IOException fault) {
            throw new IllegalStateException(
                    "Secret " + name + " cannot be used: " + fault.getMessage(), fault);
        }
    }

    private static ClusterNames names(ClusterKey cluster) {
        return new ClusterNames(cluster.name(), cluster.namespace());
    }

    private static InputStream file(Secret secret, String name) {
        var data = secret.getData() == null ? null : secret.getData().get(name);
        if (data == null) {
            throw new IllegalStateException(
                    "Secret " + secret.getMetadata().getName() + " lacks " + name);
        }
        return new ByteArrayInputStream(Base64.getDecoder().decode(data));
    }
}
