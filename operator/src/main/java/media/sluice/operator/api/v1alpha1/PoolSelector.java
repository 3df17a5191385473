package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** Which pools are meant. */
@ResourcePart
public record PoolSelector(
        @JsonPropertyDescription("Labels that a MediaNodePool must have, all of them.")
                @Required
                @Size(min = 1, max = 8)
                Map<String, String> matchLabels) {}
