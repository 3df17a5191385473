package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What an ApiKey should be. */
@ResourcePart
@ValidationRule(
        value =
                "has(self.secretName) == has(oldSelf.secretName) && (!has(self.secretName) || self.secretName == oldSelf.secretName)",
        message =
                "secretName cannot change: programs read the Secret by its name; create another ApiKey, and delete this one when nobody uses it",
        fieldPath = ".secretName")
public record ApiKeySpec(
        @JsonPropertyDescription("Name of the MediaCluster of this namespace that accepts the key.")
                @Required
                @ObjectName
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "clusterRef cannot change: create another ApiKey for the other cluster, and delete this one")
                String clusterRef,
        @JsonPropertyDescription(
                        "Secret that the operator writes key and secret to. Without it, the name of this resource.")
                @ObjectName
                @Nullable String secretName,
        @JsonPropertyDescription("How often the key is replaced. Without it, never.")
                @Nullable KeyRotation rotation) {}
