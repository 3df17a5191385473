package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The coordinator of a MediaCluster. */
@ResourcePart
public record Coordinator(
        @JsonPropertyDescription("Number of coordinators.")
                @Default("1")
                @Min(1)
                @Max(9)
                @ValidationRule(
                        value = "self <= 1",
                        message =
                                "write replicas: 1: several coordinators share their rooms through Redis, and this version keeps them in memory only")
                @Nullable Integer replicas,
        @JsonPropertyDescription(
                        "Image to run, for example sluice/coordinator:0.1.0. Without it, the operator's own image of spec.version.")
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
                @Nullable List<LocalObjectReference> imagePullSecrets) {}
