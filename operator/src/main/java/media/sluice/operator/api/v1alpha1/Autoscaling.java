package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many nodes there are. */
@ResourcePart
@ValidationRule(
        value = "self.minReplicas <= self.maxReplicas",
        message = "write a maxReplicas that is not below minReplicas",
        fieldPath = ".maxReplicas")
@ValidationRule(
        value = "self.targetPercent < self.scaleUpAbovePercent",
        message =
                "write a targetPercent below scaleUpAbovePercent: nodes are planned with head-room",
        fieldPath = ".targetPercent")
@ValidationRule(
        value = "self.scaleDownBelowPercent < self.targetPercent",
        message = "write a scaleDownBelowPercent below targetPercent: otherwise nodes come and go",
        fieldPath = ".scaleDownBelowPercent")
@ValidationRule(
        value = "self.targetPercent <= self.fillPercent",
        message =
                "write a fillPercent that is not below targetPercent: nodes would never be as full as is planned",
        fieldPath = ".fillPercent")
@ValidationRule(
        value = "self.fillPercent <= self.scaleUpAbovePercent",
        message =
                "write a fillPercent that is not above scaleUpAbovePercent: rooms would be packed onto nodes that are too full",
        fieldPath = ".fillPercent")
@ValidationRule(
        value =
                "!has(self.schedules) || self.schedules.all(schedule, !has(schedule.minReplicas) || schedule.minReplicas <= self.maxReplicas)",
        message = "write a maxReplicas that is not below the minReplicas of each schedule",
        fieldPath = ".schedules")
public record Autoscaling(
        @JsonPropertyDescription(
                        "Operator: from load. Advise: nothing changes, the status says what would. External: an autoscaler writes spec.replicas, the operator empties the node that goes. Manual: you write spec.replicas.")
                @Default("Operator")
                @Nullable AutoscalingMode mode,
        @JsonPropertyDescription("Fewest nodes; 0 lets the pool sleep until somebody joins.")
                @Default("1")
                @Min(0)
                @Max(1000)
                @Nullable Integer minReplicas,
        @JsonPropertyDescription("Most nodes.") @Default("20") @Min(1) @Max(1000)
                @Nullable Integer maxReplicas,
        @JsonPropertyDescription("Load at which nodes are planned, in percent of their capacity.")
                @Default("80")
                @Min(10)
                @Max(95)
                @Nullable Integer targetPercent,
        @JsonPropertyDescription("Load up to which rooms are packed onto a node, in percent.")
                @Default("80")
                @Min(10)
                @Max(95)
                @Nullable Integer fillPercent,
        @JsonPropertyDescription(
                        "Load above which nodes are overloaded, in percent: when they are on average, one is added at once.")
                @Default("85")
                @Min(10)
                @Max(95)
                @Nullable Integer scaleUpAbovePercent,
        @JsonPropertyDescription("Load below which a node may be emptied, in percent.")
                @Default("55")
                @Min(1)
                @Max(94)
                @Nullable Integer scaleDownBelowPercent,
        @JsonPropertyDescription("Nodes kept above what the load needs.") @Default("{}")
                @Nullable Reserve reserve,
        @JsonPropertyDescription("How fast nodes are added.") @Default("{}") @Nullable ScaleUp up,
        @JsonPropertyDescription("How slowly nodes go.") @Default("{}") @Nullable ScaleDown down,
        @JsonPropertyDescription("What is known of the time ahead.") @Default("{}")
                @Nullable Forecast forecast,
        @JsonPropertyDescription("Times at which more nodes are wanted than the load says.")
                @Size(max = 32)
                @Nullable List<Schedule> schedules) {}
