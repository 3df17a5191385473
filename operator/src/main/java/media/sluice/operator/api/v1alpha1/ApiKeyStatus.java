package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an ApiKey is. */
@ResourcePart
public record ApiKeyStatus(
        @JsonPropertyDescription("metadata.generation that this status speaks of.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("Secret that holds key and secret.") @Nullable String secretName,
        @JsonPropertyDescription("Key that is given out.") @Nullable String activeKeyId,
        @JsonPropertyDescription("Key that is still accepted.") @Nullable String previousKeyId,
        @JsonPropertyDescription("Until when.") @Nullable String previousValidUntil,
        @JsonPropertyDescription("When the key is replaced.") @Nullable String nextRotation,
        @JsonPropertyDescription(
                        "Ready, Reconciling and Stalled as kstatus reads them, and those of this kind.")
                @Size(max = 16)
                @Nullable List<Condition> conditions) {}
