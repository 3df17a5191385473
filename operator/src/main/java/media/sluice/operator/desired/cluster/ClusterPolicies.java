package media.sluice.operator.desired.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import media.sluice.operator.api.v1alpha1.MediaClusterSpec;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;

/**
 * Who may reach coordinator and media nodes inside Kubernetes. Traffic out is not restricted: media
 * goes to clients anywhere.
 */
final class ClusterPolicies {
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private final Owner owner;
    private final ClusterNames names;

    private ClusterPolicies(Owner owner) {
        this.owner = owner;
        names = new ClusterNames(owner.name(), owner.namespace());
    }

    static List<NetworkPolicy> of(Owner owner, MediaClusterSpec spec) {
        var wanted = spec.networkPolicies();
        if (wanted != null && Boolean.FALSE.equals(wanted.enabled())) {
            return List.of();
        }
        var from =
                wanted == null || wanted.signalingFrom() == null
                        ? List.<String>of()
                        : wanted.signalingFrom();
        var policies = new ClusterPolicies(owner);
        return List.of(policies.coordinator(from), policies.mediaNodes());
    }

    private NetworkPolicy coordinator(List<String> signalingFrom) {
        var clients =
                rule(
                        signalingFrom.stream().map(ClusterPolicies::namespace).toList(),
                        port("TCP", ClusterNames.HTTP_PORT));
        var parts =
                rule(
                        List.of(pods(Labels.MEDIA_NODE), operator()),
                        port("TCP", ClusterNames.NODES_PORT));
        return policy(names.coordinator(), Labels.COORDINATOR, List.of(clients, parts));
    }

    /**
     * Media comes from anywhere by UDP: ports differ from node to node, and what is not expected
     * there is dropped. The rest is for the parts of this cluster.
     */
    private NetworkPolicy mediaNodes() {
        var media = rule(List.of(), new NetworkPolicyPortBuilder().withProtocol("UDP").build());
        var parts =
                rule(
                        List.of(pods(Labels.COORDINATOR), pods(Labels.MEDIA_NODE)),
                        new NetworkPolicyPortBuilder().withProtocol("TCP").build());
        return policy(names.mediaNodes(), Labels.MEDIA_NODE, List.of(media, parts));
    }

    private NetworkPolicy policy(
            String name, String component, List<NetworkPolicyIngressRule> rules) {
        return new NetworkPolicyBuilder()
                .withMetadata(owner.metadata(name, Labels.of(owner.name(), component)))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Labels.selecting(owner.name(), component))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(rules)
                .endSpec()
                .build();
    }

    /** No peers means everybody. */
    private static NetworkPolicyIngressRule rule(
            List<NetworkPolicyPeer> from, NetworkPolicyPort port) {
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(new ArrayList<>(from))
                .withPorts(port)
                .build();
    }

    private static NetworkPolicyPort port(String protocol, int number) {
        return new NetworkPolicyPortBuilder()
                .withProtocol(protocol)
                .withPort(new IntOrString(number))
                .build();
    }

    private NetworkPolicyPeer pods(String component) {
        return new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .withMatchLabels(Labels.selecting(owner.name(), component))
                .endPodSelector()
                .build();
    }

    /** The operator may run in another namespace. */
    private static NetworkPolicyPeer operator() {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .endNamespaceSelector()
                .withNewPodSelector()
                .withMatchLabels(Map.of("app.kubernetes.io/name", Labels.OPERATOR))
                .endPodSelector()
                .build();
    }

    private static NetworkPolicyPeer namespace(String name) {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .withMatchLabels(Map.of(NAMESPACE_NAME, name))
                .endNamespaceSelector()
                .build();
    }
}
