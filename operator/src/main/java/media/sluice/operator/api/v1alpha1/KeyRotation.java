package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How often a key is replaced. */
@ResourcePart
@ValidationRule(
        value =
                "!self.interval.matches("
                        + DurationText.FORMAT
                        + ") || duration(self.interval) >= duration('1h')",
        message = "write an interval of 1h or more: programs need time to read the new key",
        fieldPath = ".interval")
@ValidationRule(
        value =
                "!self.interval.matches("
                        + DurationText.FORMAT
                        + ") || !self.overlap.matches("
                        + DurationText.FORMAT
                        + ") || duration(self.overlap) < duration(self.interval)",
        message = "write an overlap shorter than interval: at most two keys are accepted at a time",
        fieldPath = ".overlap")
public record KeyRotation(
        @JsonPropertyDescription("How long a key is given out.") @Required @DurationText
                String interval,
        @JsonPropertyDescription("How long the key before it is still accepted.")
                @DurationText
                @Default("24h")
                @Nullable String overlap) {}
