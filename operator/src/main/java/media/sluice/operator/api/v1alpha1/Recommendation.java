package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How many nodes the load asked for at one time. */
@ResourcePart
public record Recommendation(
        @JsonPropertyDescription("When.") @Nullable String time,
        @JsonPropertyDescription("How many.") @Nullable Integer replicas) {}
