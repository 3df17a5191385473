package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How slowly nodes go. */
@ResourcePart
public record ScaleDown(
        @JsonPropertyDescription(
                        "How long fewer nodes must have been enough before one goes. Longer than half an hour: meetings begin each half hour.")
                @DurationText
                @Default("32m")
                @Nullable String stabilization,
        @JsonPropertyDescription("Most nodes that go in a minute.") @Default("2") @Min(1) @Max(1000)
                @Nullable Integer maxNodesPerMinute,
        @JsonPropertyDescription("Move rooms together so that a node can go.") @Default("true")
                @Nullable Boolean consolidate) {}
