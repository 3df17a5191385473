package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a CapacityReservation is. */
@ResourcePart
public record CapacityReservationStatus(
        @JsonPropertyDescription("metadata.generation that this status speaks of.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("The capacity is held now.") @Nullable Boolean active,
        @JsonPropertyDescription("How much of it ready nodes cover, in percent.")
                @Nullable Integer coveredPercent,
        @JsonPropertyDescription("Nodes that are there for it.") @Nullable Integer nodesHeld,
        @JsonPropertyDescription("When it begins next.") @Nullable String nextStart,
        @JsonPropertyDescription(
                        "Ready, Reconciling and Stalled as kstatus reads them, and those of this kind.")
                @Size(max = 16)
                @Nullable List<Condition> conditions) {}
