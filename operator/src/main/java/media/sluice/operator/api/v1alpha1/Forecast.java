package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** What is known of the time ahead. */
@ResourcePart
public record Forecast(
        @JsonPropertyDescription(
                        "Rhythm of the load that is learned; it counts once a whole period is known.")
                @Default("Weekly")
                @Nullable Season seasonal,
        @JsonPropertyDescription(
                        "How far to look ahead. Without it, as long as nodes of this pool take to start.")
                @DurationText
                @Nullable String horizon) {}
