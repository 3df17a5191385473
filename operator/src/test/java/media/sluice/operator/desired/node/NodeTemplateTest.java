package media.sluice.operator.desired.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import media.sluice.operator.api.v1alpha1.MediaClusterSpec;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.api.v1alpha1.MediaNodePoolSpec;
import media.sluice.operator.desired.cluster.ClusterDefaults;
import org.junit.jupiter.api.Test;

final class NodeTemplateTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final MediaClusterSpec CLUSTER =
            new MediaClusterSpec(null, null, null, null, null, null);
    private static final ClusterDefaults DEFAULTS =
            new ClusterDefaults("0.1.0", "sluice/coordinator", "sluice/media-node");

    @Test
    void portsOfTheMachineFollowFromThePlace() {
        var template =
                template(
                        "exposure: {type: HostPort, hostPort: {rangeMin: 31000, rangeMax: 31010,"
                                + " portsPerNode: 4}}");

        assertThat(template.node(0).getSpec().ports()).containsExactly(31000, 31001, 31002, 31003);
        assertThat(template.node(1).getSpec().ports()).startsWith(31004);
        // A third node would not fit into the range: it shares with the first, on another machine.
        assertThat(template.node(2).getSpec().ports()).startsWith(31000);
        var pod = pod(template, 1);
        assertThat(udp(pod)).containsEntry(31004, 31004).containsEntry(31007, 31007).hasSize(4);
        assertThat(env(pod))
                .containsEntry("SLUICE_NODE_MEDIA_PORTS", "31004")
                .containsEntry("SLUICE_NODE_CONTROL_PORT", "7980")
                .containsEntry("SLUICE_NODE_WORKERS", "2");
        assertThat(pod.getSpec().getHostNetwork()).isNull();
    }

    @Test
    void onTheMachinesNetworkNoPortIsShared() {
        var pod =
                pod(
                        template(
                                "exposure: {type: HostNetwork, hostNetwork: {rangeMin: 40000,"
                                        + " rangeMax: 40099, portsPerNode: 8}}"),
                        2);

        assertThat(pod.getSpec().getHostNetwork()).isTrue();
        assertThat(env(pod))
                .containsEntry("SLUICE_NODE_MEDIA_PORTS", "40016")
                .containsEntry("SLUICE_NODE_CONTROL_PORT", "40016")
                .containsEntry("SLUICE_NODE_HTTP_PORT", "40017")
                .containsEntry("SLUICE_NODE_WORKERS", "4");
        assertThat(pod.getSpec().getContainers().getFirst().getPorts())
                .allSatisfy(
                        port -> assertThat(port.getHostPort()).isEqualTo(port.getContainerPort()));
    }

    @Test
    void namesItselfAndItsCoordinator() {
        var template = template("region: eu-central");
        var node = template.node(0);
        var pod = template.pod(named(node));
        var name = node.getMetadata().getName();

        assertThat(name).startsWith("eu-").hasSize(8);
        assertThat(pod.getMetadata().getName()).isEqualTo(name);
        assertThat(env(pod))
                .containsEntry("SLUICE_NODE_ID", name)
                .containsEntry("SLUICE_NODE_COORDINATORS", "main-coordinator-nodes.media.svc:7890")
                .containsEntry(
                        "SLUICE_NODE_ADVERTISED_ADDRESS", name + ".main-media-nodes.media.svc:7980")
                .containsEntry("SLUICE_NODE_ZONE", "eu-central");
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("sluice.media/pool", "eu")
                .containsEntry("sluice.media/node", name)
                .containsEntry("sluice.media/occupied", "false");
        assertThat(pod.getMetadata().getOwnerReferences().getFirst().getKind())
                .isEqualTo("MediaNode");
        assertThat(node.getMetadata().getOwnerReferences().getFirst().getKind())
                .isEqualTo("MediaNodePool");
    }

    @Test
    void theSameSettingsAreTheSameRevisionAndOthersAnother() {
        var revision = template("region: eu").revision();

        assertThat(template("region: eu").revision()).isEqualTo(revision);
        assertThat(template("{region: eu, autoscaling: {maxReplicas: 3}}").revision())
                .isEqualTo(revision);
        assertThat(template("{region: eu, podLabels: {team: a}}").revision())
                .isNotEqualTo(revision);
        assertThat(template("{region: eu, version: 0.2.0}").revision()).isNotEqualTo(revision);
        assertThat(template("region: eu").nodeName(0))
                .isEqualTo(template("region: eu").nodeName(0))
                .isNotEqualTo(template("region: eu").nodeName(1))
                .isNotEqualTo(template("{region: eu, version: 0.2.0}").nodeName(0));
    }

    @Test
    void takesTheImageThatIsNamedNearest() {
        assertThat(image("{}")).isEqualTo("sluice/media-node:0.1.0");
        assertThat(image("version: 0.2.0")).isEqualTo("sluice/media-node:0.2.0");
        assertThat(image("image: 'registry.example/node:7'")).isEqualTo("registry.example/node:7");
    }

    @Test
    void hasNoMoreWorkersThanProcessors() {
        var pod = pod(template("resources: {requests: {cpu: 500m}}"), 0);

        assertThat(env(pod)).containsEntry("SLUICE_NODE_WORKERS", "1");
    }

    private static String image(String spec) {
        return pod(template(spec), 0).getSpec().getContainers().getFirst().getImage();
    }

    private static Pod pod(NodeTemplate template, int place) {
        return template.pod(named(template.node(place)));
    }

    /** As the API server gives it back. */
    private static MediaNode named(MediaNode node) {
        node.getMetadata().setUid("node-uid");
        return node;
    }

    private static NodeTemplate template(String spec) {
        try {
            var parsed = YAML.readTree(spec);
            var pool = new MediaNodePool();
            pool.getMetadata().setName("eu");
            pool.getMetadata().setNamespace("media");
            pool.getMetadata().setUid("pool-uid");
            var tree = YAML.createObjectNode().put("clusterRef", "main");
            if (parsed.isObject()) {
                tree.setAll((ObjectNode) parsed);
            }
            pool.setSpec(YAML.treeToValue(tree, MediaNodePoolSpec.class));
            return new NodeTemplate(pool, CLUSTER, DEFAULTS);
        } catch (IOException fault) {
            throw new IllegalArgumentException(spec, fault);
        }
    }

    private static Map<String, String> env(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(
                        Collectors.toMap(
                                EnvVar::getName, v -> Objects.requireNonNull(v.getValue())));
    }

    private static Map<Integer, Integer> udp(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getPorts().stream()
                .filter(port -> "UDP".equals(port.getProtocol()))
                .collect(
                        Collectors.toMap(
                                ContainerPort::getContainerPort, ContainerPort::getHostPort));
    }
}
