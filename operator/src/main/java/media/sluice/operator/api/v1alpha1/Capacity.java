package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What one media node may carry. Each is a ceiling; what nodes are seen to carry can lower it. */
@ResourcePart
@ValidationRule(
        value = "self.learned || has(self.egressBitsPerSecond)",
        message =
                "write egressBitsPerSecond, or learned: true: without either nobody knows when a node is full",
        fieldPath = ".egressBitsPerSecond")
public record Capacity(
        @JsonPropertyDescription("Media sent to clients, in bit/s.") @Min(1000000) @Max(1e12)
                @Nullable Long egressBitsPerSecond,
        @JsonPropertyDescription("Packets sent to clients, per second.") @Min(1000) @Max(100000000)
                @Nullable Long packetsPerSecond,
        @JsonPropertyDescription("Tracks received and sent.") @Min(1) @Max(1000000)
                @Nullable Integer tracks,
        @JsonPropertyDescription(
                        "Learn from the nodes how much they carry, and never plan for more.")
                @Default("true")
                @Nullable Boolean learned) {}
