package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the number of nodes of a pool was decided. */
@ResourcePart
public record Scaling(
        @JsonPropertyDescription("Nodes that the load asks for now.") @Nullable Integer recommended,
        @JsonPropertyDescription(
                        "Highest recommendations of the stabilization window, oldest first.")
                @Size(max = 64)
                @Nullable List<Recommendation> recommendations,
        @JsonPropertyDescription("The last change.") @Nullable ScaleDecision lastDecision,
        @JsonPropertyDescription("No node goes before this time.") @Nullable String holdUntil) {}
