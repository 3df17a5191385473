package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One change of the number of nodes. */
@ResourcePart
public record ScaleDecision(
        @JsonPropertyDescription("When.") @Nullable String time,
        @JsonPropertyDescription("Nodes before.") @Nullable Integer from,
        @JsonPropertyDescription("Nodes after.") @Nullable Integer to,
        @JsonPropertyDescription("Why, in one word.") @Nullable String reason,
        @JsonPropertyDescription("The figures it was decided from.") @Nullable String inputs) {}
