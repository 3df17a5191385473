package media.sluice.operator.desired.cluster;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.Coordinator;
import media.sluice.operator.api.v1alpha1.MediaClusterSpec;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;
import org.jspecify.annotations.Nullable;

/** The Deployment of a cluster's coordinators. */
final class CoordinatorDeployment {
    private static final String TLS = "/etc/sluice/tls";
    private static final long USER = 10001;

    /** Calls are told to resume elsewhere, and joins in progress end. */
    private static final long GRACE_SECONDS = 30;

    private final Owner owner;
    private final ClusterNames names;
    private final MediaClusterSpec spec;
    private final ClusterDefaults defaults;

    CoordinatorDeployment(Owner owner, MediaClusterSpec spec, ClusterDefaults defaults) {
        this.owner = owner;
        this.spec = spec;
        this.defaults = defaults;
        names = new ClusterNames(owner.name(), owner.namespace());
    }

    Deployment object() {
        var coordinator = spec.coordinator();
        Integer replicas = coordinator == null ? null : coordinator.replicas();
        return new DeploymentBuilder()
                .withMetadata(
                        owner.metadata(
                                names.coordinator(), Labels.of(owner.name(), Labels.COORDINATOR)))
                .withNewSpec()
                .withReplicas(Objects.requireNonNullElse(replicas, 1))
                .withNewSelector()
                .withMatchLabels(Labels.selecting(owner.name(), Labels.COORDINATOR))
                .endSelector()
                // A coordinator in memory holds its rooms alone: two at a time would share nothing.
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewTemplate()
                .withMetadata(
                        new ObjectMetaBuilder()
                                .withLabels(podLabels(coordinator))
                                .withAnnotations(
                                        coordinator == null ? null : coordinator.podAnnotations())
                                .build())
                .withSpec(pod(coordinator))
                .endTemplate()
                .endSpec()
                .build();
    }

    private Map<String, String> podLabels(@Nullable Coordinator coordinator) {
        var labels = new LinkedHashMap<String, String>();
        if (coordinator != null && coordinator.podLabels() != null) {
            labels.putAll(coordinator.podLabels());
        }
        labels.putAll(Labels.of(owner.name(), Labels.COORDINATOR));
        return labels;
    }

    private PodSpec pod(@Nullable Coordinator coordinator) {
        var pod =
                new PodSpecBuilder()
                        .withServiceAccountName(names.coordinator())
                        .withAutomountServiceAccountToken(false)
                        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                        .withNewSecurityContext()
                        .withRunAsNonRoot(true)
                        .withRunAsUser(USER)
                        .withFsGroup(USER)
                        .withSeccompProfile(new SeccompProfile(null, "RuntimeDefault"))
                        .endSecurityContext()
                        .withContainers(container(coordinator))
                        .addNewVolume()
                        .withName("tls")
                        .withNewSecret()
                        .withSecretName(names.coordinatorTls())
                        .withDefaultMode(0440)
                        .endSecret()
                        .endVolume()
                        .addNewVolume()
                        .withName("keys")
                        .withNewSecret()
                        .withSecretName(names.keys())
                        .withDefaultMode(0440)
                        .endSecret()
                        .endVolume()
                        .addNewVolume()
                        .withName("tmp")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume();
        if (coordinator != null) {
            pod.withNodeSelector(coordinator.nodeSelector())
                    .withTolerations(coordinator.tolerations())
                    .withAffinity(coordinator.affinity())
                    .withTopologySpreadConstraints(coordinator.topologySpreadConstraints())
                    .withPriorityClassName(coordinator.priorityClassName())
                    .withImagePullSecrets(coordinator.imagePullSecrets());
        }
        return pod.build();
    }

    private Container container(@Nullable Coordinator coordinator) {
        return new ContainerBuilder()
                .withName("coordinator")
                .withImage(image(coordinator))
                .withEnv(CoordinatorEnvironment.of(spec, TLS).toArray(EnvVar[]::new))
                .addNewPort()
                .withName("http")
                .withContainerPort(ClusterNames.HTTP_PORT)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("nodes")
                .withContainerPort(ClusterNames.NODES_PORT)
                .withProtocol("TCP")
                .endPort()
                .withResources(coordinator == null ? null : coordinator.resources())
                .withSecurityContext(confined())
                .withStartupProbe(probe("/health/live", 2, 60))
                // Not /health/ready: that waits for a media node, and a pool at zero waits for a
                // join, which must reach the coordinator.
                .withReadinessProbe(probe("/health/live", 5, 2))
                .withLivenessProbe(probe("/health/live", 10, 6))
                .addNewVolumeMount()
                .withName("tls")
                .withMountPath(TLS)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("keys")
                .withMountPath(CoordinatorEnvironment.KEYS)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .build();
    }

    private String image(@Nullable Coordinator coordinator) {
        if (coordinator != null && coordinator.image() != null) {
            return coordinator.image();
        }
        return defaults.coordinatorImage()
                + ":"
                + Objects.requireNonNullElse(spec.version(), defaults.version());
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
