package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How fast nodes are added. */
@ResourcePart
public record ScaleUp(
        @JsonPropertyDescription("Most nodes added in a minute.") @Default("20") @Min(1) @Max(1000)
                @Nullable Integer maxNodesPerMinute,
        @JsonPropertyDescription(
                        "How much of a rise of the load is expected to go on while a node starts, in percent.")
                @Default("35")
                @Min(0)
                @Max(200)
                @Nullable Integer slopeGainPercent,
        @JsonPropertyDescription("Most that is added for a rise, in percent of the load.")
                @Default("30")
                @Min(0)
                @Max(200)
                @Nullable Integer slopeCapPercent) {}
