package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** The wish to have one node emptied. */
@ResourcePart
public record NodeDrain(
        @JsonPropertyDescription(
                        "When the node goes even if it is not empty, counted from the start. Without it, the pool's.")
                @DurationText
                @Nullable String deadline,
        @JsonPropertyDescription("Go at once; who is on the node has to join again.")
                @Default("false")
                @Nullable Boolean force) {}
