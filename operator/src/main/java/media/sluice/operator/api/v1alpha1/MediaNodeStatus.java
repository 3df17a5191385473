package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a MediaNode is. */
@ResourcePart
public record MediaNodeStatus(
        @JsonPropertyDescription("metadata.generation that this status speaks of.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("1 while the pod runs, otherwise 0.") @StatusReplicas
                @Nullable Integer replicas,
        @JsonPropertyDescription("Label selector of the pod.") @LabelSelector
                @Nullable String selector,
        @JsonPropertyDescription("How far the node is.") @Nullable NodePhase phase,
        @JsonPropertyDescription("Its pod.") @Nullable String podName,
        @JsonPropertyDescription("Kubernetes node that runs the pod.") @Nullable String nodeName,
        @JsonPropertyDescription("Zone of that Kubernetes node.") @Nullable String zone,
        @JsonPropertyDescription("Machine type of that Kubernetes node.")
                @Nullable String instanceType,
        @JsonPropertyDescription("Addresses that clients are told.") @Size(max = 8)
                @Nullable List<NodeAddress> addresses,
        @JsonPropertyDescription("UDP ports in use.") @Size(max = 64) @Nullable List<Integer> ports,
        @JsonPropertyDescription("Rooms on the node.") @Nullable Integer rooms,
        @JsonPropertyDescription("Participants on the node.") @Nullable Integer participants,
        @JsonPropertyDescription("Load in percent of the capacity, in steps of ten.")
                @Nullable Integer loadPercent,
        @JsonPropertyDescription("Number of the last cordon that the coordinator has confirmed.")
                @Nullable Long cordonEpoch,
        @JsonPropertyDescription("How far the drain is.") @Nullable DrainProgress drain,
        @JsonPropertyDescription(
                        "Ready, Reconciling and Stalled as kstatus reads them, and those of this kind.")
                @Size(max = 16)
                @Nullable List<Condition> conditions) {}
