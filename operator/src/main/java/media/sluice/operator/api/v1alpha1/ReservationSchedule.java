package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** When a reservation begins again and again. */
@ResourcePart
public record ReservationSchedule(
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
                @Nullable String timezone) {}
