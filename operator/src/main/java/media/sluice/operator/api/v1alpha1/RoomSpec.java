package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a Room should be. */
@ResourcePart
@ValidationRule(
        value = "has(self.startTime) == has(self.endTime)",
        message = "write startTime and endTime, or neither",
        fieldPath = ".startTime")
@ValidationRule(
        value =
                "!has(self.startTime) || !has(self.endTime) || !self.startTime.matches('^[0-9]{4}-') || !self.endTime.matches('^[0-9]{4}-') || timestamp(self.startTime) < timestamp(self.endTime)",
        message = "write an endTime after startTime",
        fieldPath = ".endTime")
public record RoomSpec(
        @JsonPropertyDescription("Name of the MediaCluster of this namespace that holds the room.")
                @Required
                @ObjectName
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "clusterRef cannot change: create another Room for the other cluster, and delete this one")
                String clusterRef,
        @JsonPropertyDescription("Name of the room as clients and tokens say it.")
                @Required
                @Size(min = 1, max = 256)
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "name cannot change: create another Room of the new name, and delete this one")
                String name,
        @JsonPropertyDescription("Highest number of participants. Without it, the cluster's.")
                @Min(1)
                @Max(100000)
                @Nullable Integer maxParticipants,
        @JsonPropertyDescription(
                        "How long the room stays open when nobody ever came. Without it, the cluster's.")
                @DurationText
                @Nullable String emptyTimeout,
        @JsonPropertyDescription(
                        "How long the room stays open after the last one left. Without it, the cluster's.")
                @DurationText
                @Nullable String departureTimeout,
        @JsonPropertyDescription("Text that clients of the room read.") @Size(max = 65536)
                @Nullable String metadata,
        @JsonPropertyDescription(
                        "When the room opens, for example 2027-01-14T16:30:00Z. Without it, at once.")
                @TimeText
                @Nullable String startTime,
        @JsonPropertyDescription("When the room closes. Without it, never.") @TimeText
                @Nullable String endTime,
        @JsonPropertyDescription(
                        "What becomes of the room when this resource is deleted. Close: it is closed. Keep: it stays until it is empty.")
                @Default("Close")
                @Nullable RoomDeletion deletionPolicy) {}
