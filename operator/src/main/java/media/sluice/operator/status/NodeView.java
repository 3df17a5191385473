package media.sluice.operator.status;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.api.v1alpha1.NodeAddress;
import media.sluice.operator.load.ClusterLoad;
import org.jspecify.annotations.Nullable;

/**
 * A MediaNode and what was seen of it.
 *
 * @param pod its pod; null when it has none
 * @param machine the Kubernetes node it runs on; null when it runs on none, or may not be read
 * @param addresses that clients are told
 * @param load of its cluster
 */
public record NodeView(
        MediaNode node,
        @Nullable Pod pod,
        @Nullable Node machine,
        List<NodeAddress> addresses,
        ClusterLoad load) {

    /** Copies the list. */
    public NodeView {
        addresses = List.copyOf(addresses);
    }

    /** Its name, which is its identifier at the coordinator as well. */
    public String name() {
        return node.getMetadata().getName();
    }

    /** Whether Kubernetes calls the pod ready. */
    public boolean isPodReady() {
        return pod != null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType())
                                        && "True".equals(condition.getStatus()));
    }

    /** Whether the pod has ended and does not come back. */
    public boolean hasPodEnded() {
        if (pod == null || pod.getStatus() == null) {
            return false;
        }
        var phase = pod.getStatus().getPhase();
        return "Failed".equals(phase) || "Succeeded".equals(phase);
    }

    /** The Kubernetes node that runs it. */
    public @Nullable String machineName() {
        return pod == null || pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    }

    /** A label of that Kubernetes node. */
    public @Nullable String machineLabel(String name) {
        Map<String, String> labels = machine == null ? null : machine.getMetadata().getLabels();
        return labels == null ? null : labels.get(name);
    }

    /** Nobody is there nor on the way, as far as is known; false while it is not known. */
    public boolean isEmpty() {
        if (!load.isFresh() || load.participantsOn(name()) > 0) {
            return false;
        }
        return load.node(name()).map(seen -> seen.sessions() == 0).orElse(!isPodReady());
    }
}
