package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What the nodes of a pool carry. */
@ResourcePart
public record PoolLoad(
        @JsonPropertyDescription(
                        "Load that rooms are expected to reach, in percent of the capacity.")
                @Nullable Integer committedPercent,
        @JsonPropertyDescription("Media sent to clients, in bit/s.")
                @Nullable Long egressBitsPerSecond,
        @JsonPropertyDescription("Rooms on the nodes.") @Nullable Integer rooms,
        @JsonPropertyDescription("Participants on the nodes.") @Nullable Integer participants,
        @JsonPropertyDescription("What one node carries, in bit/s, as learned or declared.")
                @Nullable Long capacityPerNode,
        @JsonPropertyDescription("How long all but one in twenty nodes took to start, in seconds.")
                @Nullable Integer provisionSecondsP95) {}
