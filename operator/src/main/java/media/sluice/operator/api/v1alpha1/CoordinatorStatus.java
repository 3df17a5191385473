package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The coordinator of a MediaCluster. */
@ResourcePart
public record CoordinatorStatus(
        @JsonPropertyDescription("Coordinators that run.") @Nullable Integer replicas,
        @JsonPropertyDescription("Coordinators that answer.") @Nullable Integer readyReplicas,
        @JsonPropertyDescription("Pod that owns the rooms.") @Nullable String leader) {}
