package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Room is. */
@ResourcePart
public record RoomStatus(
        @JsonPropertyDescription("metadata.generation that this status speaks of.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("How far the room is.") @Nullable RoomPhase phase,
        @JsonPropertyDescription("Media nodes that carry it.") @Size(max = 64)
                @Nullable List<@Size(max = 63) String> nodes,
        @JsonPropertyDescription("Participants in it.") @Nullable Integer participants,
        @JsonPropertyDescription(
                        "Ready, Reconciling and Stalled as kstatus reads them, and those of this kind.")
                @Size(max = 16)
                @Nullable List<Condition> conditions) {}
