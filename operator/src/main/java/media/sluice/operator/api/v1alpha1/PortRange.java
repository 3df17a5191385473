package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** UDP ports of Kubernetes nodes that a pool may use. */
@ResourcePart
@ValidationRule(
        value = "self.rangeMin <= self.rangeMax",
        message = "write a rangeMax that is not below rangeMin",
        fieldPath = ".rangeMax")
@ValidationRule(
        value =
                "self.rangeMin > self.rangeMax || self.rangeMax - self.rangeMin + 1 >= self.portsPerNode",
        message = "widen the range: it holds fewer ports than portsPerNode",
        fieldPath = ".rangeMax")
public record PortRange(
        @JsonPropertyDescription("Lowest port.") @Default("31000") @Min(1024) @Max(65535)
                @Nullable Integer rangeMin,
        @JsonPropertyDescription("Highest port.") @Default("31999") @Min(1024) @Max(65535)
                @Nullable Integer rangeMax,
        @JsonPropertyDescription(
                        "Ports of one media node: at least four, and two for each of its workers.")
                @Default("4")
                @Min(4)
                @Max(64)
                @Nullable Integer portsPerNode) {}
