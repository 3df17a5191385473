package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How far a drain is. */
@ResourcePart
public record DrainProgress(
        @JsonPropertyDescription("Why the node drains.") @Nullable DrainReason reason,
        @JsonPropertyDescription("When it began.") @Nullable String startedAt,
        @JsonPropertyDescription("When the node goes even if it is not empty.")
                @Nullable String deadline,
        @JsonPropertyDescription("Rooms that are still there.") @Nullable Integer roomsLeft,
        @JsonPropertyDescription("Participants that were moved.")
                @Nullable Integer participantsMoved,
        @JsonPropertyDescription("Moves that failed.") @Nullable Integer failures) {}
