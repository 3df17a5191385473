package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** What happens when version, image or pod settings change. */
@ResourcePart
public record Update(
        @JsonPropertyDescription(
                        "OnDelete: running nodes stay as they are, each new one is of the new revision, and old ones go first.")
                @Default("OnDelete")
                @Nullable UpdateStrategy strategy) {}
