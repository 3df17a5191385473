package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How a node is emptied before it goes. */
@ResourcePart
@ValidationRule(
        value =
                "!self.migrateAfter.matches("
                        + DurationText.FORMAT
                        + ") || !self.deadline.matches("
                        + DurationText.FORMAT
                        + ") || duration(self.migrateAfter) <= duration(self.deadline)",
        message =
                "write a migrateAfter that is not longer than deadline: people are moved before the node goes",
        fieldPath = ".migrateAfter")
public record Drain(
        @JsonPropertyDescription("How long after the cordon the first room is moved.")
                @DurationText
                @Default("5s")
                @Nullable String settle,
        @JsonPropertyDescription("How long people may leave by themselves before they are moved.")
                @DurationText
                @Default("0s")
                @Nullable String migrateAfter,
        @JsonPropertyDescription("When the node goes even if it is not empty.")
                @DurationText
                @Default("30m")
                @Nullable String deadline,
        @JsonPropertyDescription("Rooms moved at the same time.") @Default("4") @Min(1) @Max(100)
                @Nullable Integer concurrency,
        @JsonPropertyDescription(
                        "Enabled: people are moved to other nodes, unnoticed. LastResort: only shortly before the deadline. Disabled: never.")
                @Default("Enabled")
                @Nullable Migration migration) {}
