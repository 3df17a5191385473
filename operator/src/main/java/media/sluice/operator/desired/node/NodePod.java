package media.sluice.operator.desired.node;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import media.sluice.operator.api.v1alpha1.MediaClusterSpec;
import media.sluice.operator.api.v1alpha1.MediaNodePoolSpec;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.cluster.ClusterDefaults;
import media.sluice.operator.desired.cluster.ClusterNames;

/** The pod of a media node. */
public final class NodePod {
    /** Annotation of a pod: the addresses that clients are told, separated by commas. */
    public static final String ADVERTISE = "sluice.media/advertise";

    /** Label of a pod: true while somebody is on the node. */
    public static final String OCCUPIED = "sluice.media/occupied";

    private static final long USER = 10001;
    private static final long GRACE_SECONDS = 90;

    private final ClusterNames names;
    private final String poolName;
    private final MediaNodePoolSpec pool;
    private final MediaClusterSpec cluster;
    private final ClusterDefaults defaults;

    NodePod(
            ClusterNames names,
            String poolName,
            MediaNodePoolSpec pool,
            MediaClusterSpec cluster,
            ClusterDefaults defaults) {
        this.names = names;
        this.poolName = poolName;
        this.pool = pool;
        this.cluster = cluster;
        this.defaults = defaults;
    }

    Pod object(
            String name, Owner owner, String revision, List<Integer> ports, boolean isHostNetwork) {
        var metadata =
                new ObjectMetaBuilder(owner.metadata(name, labels(name, revision)))
                        .withAnnotations(pool.podAnnotations())
                        .build();
        return new PodBuilder()
                .withMetadata(metadata)
                .withSpec(spec(name, ports, isHostNetwork))
                .build();
    }

    private Map<String, String> labels(String name, String revision) {
        var labels = new LinkedHashMap<String, String>();
        if (pool.podLabels() != null) {
            labels.putAll(pool.podLabels());
        }
        labels.putAll(Labels.of(names.cluster(), Labels.MEDIA_NODE));
        labels.put(Labels.POOL, poolName);
        labels.put(Labels.NODE, name);
        labels.put(NodeTemplate.REVISION, revision);
        labels.put(OCCUPIED, "false");
        return labels;
    }

    private PodSpec spec(String name, List<Integer> ports, boolean isHostNetwork) {
        return new PodSpecBuilder()
                .withServiceAccountName(names.mediaNodes())
                .withAutomountServiceAccountToken(false)
                // The node's name in the certificate that all nodes share.
                .withHostname(name)
                .withSubdomain(names.mediaNodes())
                .withHostNetwork(isHostNetwork ? true : null)
                .withDnsPolicy(isHostNetwork ? "ClusterFirstWithHostNet" : null)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withFsGroup(USER)
                .withSeccompProfile(new SeccompProfile(null, "RuntimeDefault"))
                .endSecurityContext()
                .withContainers(container(name, ports, isHostNetwork))
                .withVolumes(
                        secret("tls", names.mediaNodeTls()),
                        secret("dtls", names.dtls()),
                        own(),
                        new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir().build())
                .withNodeSelector(pool.nodeSelector())
                .withTolerations(pool.tolerations())
                .withAffinity(pool.affinity())
                .withTopologySpreadConstraints(pool.topologySpreadConstraints())
                .withPriorityClassName(pool.priorityClassName())
                .withImagePullSecrets(pool.imagePullSecrets())
                .build();
    }

    private Container container(String name, List<Integer> ports, boolean isHostNetwork) {
        var tcp = NodePorts.of(ports, isHostNetwork);
        return new ContainerBuilder()
                .withName("media-node")
                .withImage(image())
                .withEnv(NodeEnvironment.of(names, name, pool, ports, tcp))
                .withPorts(containerPorts(ports, tcp, isHostNetwork))
                .withResources(pool.resources())
                .withSecurityContext(confined())
                .withStartupProbe(probe("/health/live", 2, 60))
                .withReadinessProbe(probe("/health/ready", 2, 2))
                .withLivenessProbe(probe("/health/live", 10, 6))
                .withVolumeMounts(
                        mount("tls", NodeEnvironment.TLS, true),
                        mount("dtls", NodeEnvironment.DTLS, true),
                        mount("own", NodeEnvironment.OWN, true),
                        mount("tmp", "/tmp", false))
                .build();
    }

    /** Ports of the machine are named, so that the scheduler keeps pods apart that share one. */
    private static List<ContainerPort> containerPorts(
            List<Integer> udp, NodePorts tcp, boolean isHostNetwork) {
        var all = new ArrayList<ContainerPort>();
        for (int port : udp) {
            all.add(
                    new ContainerPortBuilder()
                            .withName("media-" + port)
                            .withContainerPort(port)
                            .withHostPort(port)
                            .withProtocol("UDP")
                            .build());
        }
        all.add(tcp("control", tcp.control(), isHostNetwork));
        all.add(tcp("http", tcp.http(), isHostNetwork));
        return all;
    }

    private static ContainerPort tcp(String name, int port, boolean isHostNetwork) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withHostPort(isHostNetwork ? port : null)
                .withProtocol("TCP")
                .build();
    }

    private String image() {
        if (pool.image() != null) {
            return pool.image();
        }
        var version =
                Stream.of(pool.version(), cluster.version())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(defaults.version());
        return defaults.mediaNodeImage() + ":" + version;
    }

    private static Volume secret(String name, String secretName) {
        return new VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withSecretName(secretName)
                .withDefaultMode(0440)
                .endSecret()
                .build();
    }

    /** What the operator writes back to the pod. */
    private static Volume own() {
        DownwardAPIVolumeFile advertise =
                new DownwardAPIVolumeFileBuilder()
                        .withPath(NodeEnvironment.ADVERTISE_FILE)
                        .withNewFieldRef()
                        .withFieldPath("metadata.annotations['" + ADVERTISE + "']")
                        .endFieldRef()
                        .build();
        return new VolumeBuilder()
                .withName("own")
                .withNewDownwardAPI()
                .withItems(advertise)
                .endDownwardAPI()
                .build();
    }

    private static VolumeMount mount(String name, String path, boolean isReadOnly) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(isReadOnly ? true : null)
                .build();
    }

    private static SecurityContext confined() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withCapabilities(new Capabilities(null, List.of("ALL")))
                .build();
    }

    private static Probe probe(String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString("http"))
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(2)
                .withFailureThreshold(failures)
                .build();
    }
}
