package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
                @Size(min = 1, max = 64)
                @ValidationRule(
                        value = "self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$')",
                        message =
                                "write a time zone as its region and city, such as Europe/Berlin, or UTC")
                @Nullable String timezone) {}
