package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** What holds for rooms of which nothing else is said. */
@ResourcePart
public record RoomDefaults(
        @JsonPropertyDescription("Joining opens a room that is not there.") @Default("true")
                @Nullable Boolean autoCreate,
        @JsonPropertyDescription("How long a room stays open when nobody ever came.")
                @DurationText
                @Default("5m")
                @Nullable String emptyTimeout,
        @JsonPropertyDescription("How long a room stays open after the last one left.")
                @DurationText
                @Default("20s")
                @Nullable String departureTimeout,
        @JsonPropertyDescription("Highest number of participants in one room; 0 means no limit.")
                @Default("0")
                @Min(0)
                @Max(100000)
                @Nullable Integer maxParticipants,
        @JsonPropertyDescription("The server API may unmute tracks.") @Default("false")
                @Nullable Boolean enableRemoteUnmute) {}
