package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens when Kubernetes wants a node back. */
@ResourcePart
public record Disruption(
        @JsonPropertyDescription("A Kubernetes node that is cordoned has its media nodes drained.")
                @Default("true")
                @Nullable Boolean respectNodeDrain,
        @JsonPropertyDescription(
                        "Keys of taints that drain a media node, beside those that cluster autoscalers set.")
                @Size(max = 16)
                @Nullable List<@Size(max = 253) String> drainTaints) {}
