package media.sluice.operator.desired.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import media.sluice.operator.api.v1alpha1.MediaClusterSpec;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;

/**
 * Everything that a MediaCluster owns but its Secrets, in the order in which it is made: what pods
 * name comes before the pods.
 */
public final class ClusterObjects {
    private final Owner owner;
    private final ClusterNames names;
    private final MediaClusterSpec spec;
    private final ClusterDefaults defaults;

    private ClusterObjects(Owner owner, MediaClusterSpec spec, ClusterDefaults defaults) {
        this.owner = owner;
        this.spec = spec;
        this.defaults = defaults;
        names = new ClusterNames(owner.name(), owner.namespace());
    }

    /** The objects of one cluster. */
    public static List<HasMetadata> of(
            Owner owner, MediaClusterSpec spec, ClusterDefaults defaults) {
        return new ClusterObjects(owner, spec, defaults).all();
    }

    private List<HasMetadata> all() {
        var all = new ArrayList<HasMetadata>();
        all.add(account(names.coordinator(), Labels.COORDINATOR));
        all.add(account(names.mediaNodes(), Labels.MEDIA_NODE));
        all.addAll(ClusterPolicies.of(owner, spec));
        all.add(
                service(
                        names.coordinator(),
                        Labels.COORDINATOR,
                        false,
                        port("http", ClusterNames.HTTP_PORT)));
        all.add(
                service(
                        names.coordinatorNodes(),
                        Labels.COORDINATOR,
                        true,
                        port("nodes", ClusterNames.NODES_PORT)));
        all.add(service(names.mediaNodes(), Labels.MEDIA_NODE, true));
        all.add(new CoordinatorDeployment(owner, spec, defaults).object());
        all.add(budget());
        return all;
    }

    /** The programs never call the API server, so their pods get no token. */
    private ServiceAccount account(String name, String component) {
        return new ServiceAccountBuilder()
                .withMetadata(owner.metadata(name, Labels.of(owner.name(), component)))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    /**
     * A headless one lists every pod, ready or not: a node registers before it is ready, and a
     * coordinator that waits for its first node must be found by it.
     */
    private Service service(String name, String component, boolean headless, ServicePort... ports) {
        var service =
                new ServiceBuilder()
                        .withMetadata(owner.metadata(name, Labels.of(owner.name(), component)))
                        .withNewSpec()
                        .withSelector(Labels.selecting(owner.name(), component))
                        .withPorts(ports)
                        .endSpec();
        if (headless) {
            service.editSpec().withClusterIP("None").withPublishNotReadyAddresses(true).endSpec();
        }
        return service.build();
    }

    private static ServicePort port(String name, int number) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(number)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString(name))
                .build();
    }

    /** One at a time: a budget that lets none go would hold up every drain of a machine. */
    private PodDisruptionBudget budget() {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(
                        owner.metadata(
                                names.coordinator(), Labels.of(owner.name(), Labels.COORDINATOR)))
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(Labels.selecting(owner.name(), Labels.COORDINATOR))
                .endSelector()
                .endSpec()
                .build();
    }
}
