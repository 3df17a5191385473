package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a CapacityReservation holds ready, and when. */
@ResourcePart
@ValidationRule(
        value = "has(self.subscribers) != has(self.egressBitsPerSecond)",
        message = "write one of subscribers and egressBitsPerSecond",
        fieldPath = ".subscribers")
@ValidationRule(
        value = "has(self.startTime) == has(self.endTime)",
        message = "write startTime and endTime together",
        fieldPath = ".startTime")
@ValidationRule(
        value = "has(self.schedule) != (has(self.startTime) || has(self.endTime))",
        message = "write either startTime and endTime, or schedule",
        fieldPath = ".schedule")
@ValidationRule(
        value =
                "!has(self.startTime) || !has(self.endTime) || !self.startTime.matches('^[0-9]{4}-') || !self.endTime.matches('^[0-9]{4}-') || timestamp(self.startTime) < timestamp(self.endTime)",
        message = "write an endTime after startTime",
        fieldPath = ".endTime")
public record CapacityReservationSpec(
        @JsonPropertyDescription("Name of the MediaCluster of this namespace.")
                @Required
                @ObjectName
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "clusterRef cannot change: create another CapacityReservation for the other cluster, and delete this one")
                String clusterRef,
        @JsonPropertyDescription("Pools that hold the capacity. Without it, all of the cluster.")
                @Nullable PoolSelector poolSelector,
        @JsonPropertyDescription("People who will watch or listen.") @Min(1) @Max(10000000)
                @Nullable Integer subscribers,
        @JsonPropertyDescription("Media sent to clients, in bit/s.") @Min(1000000) @Max(1e14)
                @Nullable Long egressBitsPerSecond,
        @JsonPropertyDescription("When it begins, for example 2027-01-14T16:30:00Z.") @TimeText
                @Nullable String startTime,
        @JsonPropertyDescription("When it ends.") @TimeText @Nullable String endTime,
        @JsonPropertyDescription("When it begins again and again.")
                @Nullable ReservationSchedule schedule,
        @JsonPropertyDescription(
                        "How long before its beginning the nodes are started. Without it, as long as nodes take to start.")
                @DurationText
                @Nullable String leadTime) {}
