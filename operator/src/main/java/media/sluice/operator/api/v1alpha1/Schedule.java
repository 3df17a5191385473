package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A time at which more nodes are wanted than the load says. */
@ResourcePart
@ValidationRule(
        value = "has(self.minReplicas) || self.inhibitScaleDown",
        message =
                "write minReplicas or inhibitScaleDown: true: a schedule with neither changes nothing",
        fieldPath = ".minReplicas")
public record Schedule(
        @JsonPropertyDescription("Name of the schedule, unique in the pool.")
                @Required
                @Size(min = 1, max = 63)
                String name,
        @JsonPropertyDescription(
                        "When it begins: minute, hour, day of the month, month, day of the week.")
                @Required
                @Size(min = 9, max = 100)
                @CronText
                String cron,
        @JsonPropertyDescription("How long it lasts.") @Required @DurationText String duration,
        @JsonPropertyDescription("Time zone of the clock, for example Europe/Berlin.")
                @Default("UTC")
                @TimeZoneText
                @Nullable String timezone,
        @JsonPropertyDescription("Fewest nodes while it lasts.") @Min(1) @Max(1000)
                @Nullable Integer minReplicas,
        @JsonPropertyDescription("No node goes while it lasts.") @Default("false")
                @Nullable Boolean inhibitScaleDown) {}
