package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Nodes kept above what the load needs. */
@ResourcePart
public record Reserve(
        @JsonPropertyDescription("Nodes more than needed.") @Default("1") @Min(0) @Max(100)
                @Nullable Integer nodes,
        @JsonPropertyDescription(
                        "Keep as much room that the sessions of any one node fit onto the others.")
                @Default("true")
                @Nullable Boolean crash) {}
