package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a MediaNodePool should be. */
@ResourcePart
@ValidationRule(
        value = "!(has(self.image) && has(self.version))",
        message = "write image or version, not both: the image already names its version",
        fieldPath = ".image")
public record MediaNodePoolSpec(
        @JsonPropertyDescription(
                        "Name of the MediaCluster of this namespace that the nodes belong to.")
                @Required
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "clusterRef cannot change: create another MediaNodePool for the other cluster and delete this one")
                @ObjectName
                String clusterRef,
        @JsonPropertyDescription(
                        "Number of media nodes. Read in the modes Manual and External only; kubectl scale and autoscalers write it.")
                @SpecReplicas
                @Default("1")
                @Min(0)
                @Max(1000)
                @Nullable Integer replicas,
        @JsonPropertyDescription("Region of the nodes, told to clients and used in placement.")
                @Size(min = 1, max = 63)
                @Nullable String region,
        @JsonPropertyDescription(
                        "Zones (topology.kubernetes.io/zone) over which nodes are kept even. Empty: those where Kubernetes has nodes.")
                @Size(max = 16)
                @Nullable List<@Size(max = 63) String> zones,
        @JsonPropertyDescription(
                        "Version of Sluice to run, for example 0.1.0. Without it, the MediaCluster's.")
                @Size(min = 1, max = 64)
                @VersionText
                @Nullable String version,
        @JsonPropertyDescription(
                        "Image to run, for example sluice/media-node:0.1.0. Without it, the operator's own image of spec.version.")
                @ImageText
                @Nullable String image,
        @JsonPropertyDescription("Requests and limits of the container, in the words of a pod.")
                @Nullable ResourceRequirements resources,
        @JsonPropertyDescription("Labels of the Kubernetes nodes that may run it.") @Size(max = 16)
                @Nullable Map<String, String> nodeSelector,
        @JsonPropertyDescription("Taints of Kubernetes nodes that it tolerates.") @Size(max = 16)
                @Nullable List<Toleration> tolerations,
        @JsonPropertyDescription("Where it is drawn to and kept away from, in the words of a pod.")
                @Nullable Affinity affinity,
        @JsonPropertyDescription("How pods are spread over zones and nodes, in the words of a pod.")
                @Size(max = 8)
                @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
        @JsonPropertyDescription("PriorityClass of the pods.") @ObjectName
                @Nullable String priorityClassName,
        @JsonPropertyDescription("Labels put on the pods beside those of Sluice.") @OwnLabels
                @Nullable Map<String, String> podLabels,
        @JsonPropertyDescription("Annotations put on the pods beside those of Sluice.")
                @OwnAnnotations
                @Nullable Map<String, String> podAnnotations,
        @JsonPropertyDescription("Secrets of this namespace with which the image is pulled.")
                @Size(max = 8)
                @Nullable List<LocalObjectReference> imagePullSecrets,
        @JsonPropertyDescription("How clients reach the media ports.") @Default("{}")
                @Nullable Exposure exposure,
        @JsonPropertyDescription("What one node may carry.") @Default("{}")
                @Nullable Capacity capacity,
        @JsonPropertyDescription("How many nodes there are.") @Default("{}")
                @Nullable Autoscaling autoscaling,
        @JsonPropertyDescription("How a node is emptied before it goes.") @Default("{}")
                @Nullable Drain drain,
        @JsonPropertyDescription("What happens when Kubernetes wants a node back.") @Default("{}")
                @Nullable Disruption disruption,
        @JsonPropertyDescription("What happens when version, image or pod settings change.")
                @Default("{}")
                @Nullable Update update) {}
