package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a MediaNodePool is. */
@ResourcePart
public record MediaNodePoolStatus(
        @JsonPropertyDescription("metadata.generation that this status speaks of.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("Media nodes there are.") @StatusReplicas
                @Nullable Integer replicas,
        @JsonPropertyDescription("Media nodes that take sessions.") @Nullable Integer readyReplicas,
        @JsonPropertyDescription("Media nodes that take no new sessions.")
                @Nullable Integer cordonedReplicas,
        @JsonPropertyDescription("Media nodes that are being emptied.")
                @Nullable Integer drainingReplicas,
        @JsonPropertyDescription("Media nodes of the newest revision.")
                @Nullable Integer updatedReplicas,
        @JsonPropertyDescription("Media nodes there should be.") @Nullable Integer desiredReplicas,
        @JsonPropertyDescription("Label selector of the pods, for kubectl scale and autoscalers.")
                @LabelSelector
                @Nullable String selector,
        @JsonPropertyDescription("Hash of what new nodes are made from.") @Nullable String revision,
        @JsonPropertyDescription("What the nodes carry.") @Nullable PoolLoad load,
        @JsonPropertyDescription("How the number of nodes was decided.") @Nullable Scaling scaling,
        @JsonPropertyDescription(
                        "Ready, Reconciling and Stalled as kstatus reads them, and those of this kind.")
                @Size(max = 16)
                @Nullable List<Condition> conditions) {}
