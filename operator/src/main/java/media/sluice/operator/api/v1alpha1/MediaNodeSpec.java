package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a MediaNode should be. The operator writes it once, when it creates the node; afterwards
 * cordoned and drain are yours.
 */
@ResourcePart
@ValidationRule(
        value = "!has(self.drain) || self.cordoned",
        message =
                "write cordoned: true beside drain: a node that takes new sessions is never empty",
        fieldPath = ".cordoned")
public record MediaNodeSpec(
        @JsonPropertyDescription("Name of the MediaNodePool that the node belongs to.")
                @Required
                @ObjectName
                @ValidationRule(
                        value = "self == oldSelf",
                        message = "poolRef cannot change: create nodes by scaling the other pool")
                String poolRef,
        @JsonPropertyDescription("Hash of what the node was made from.")
                @Size(min = 1, max = 63)
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "revision cannot change: delete the node, and its pool makes one of the new revision")
                @Nullable String revision,
        @JsonPropertyDescription("UDP ports of the node.")
                @Size(max = 64)
                @ValidationRule(
                        value = "self == oldSelf",
                        message =
                                "ports cannot change: delete the node, and its pool makes another")
                @Nullable List<Integer> ports,
        @JsonPropertyDescription("Always 1: lets a PodDisruptionBudget count the pod.")
                @SpecReplicas
                @Default("1")
                @ValidationRule(
                        value = "self == 1",
                        message =
                                "leave replicas at 1: a MediaNode is one pod, scale its MediaNodePool instead")
                @Nullable Integer replicas,
        @JsonPropertyDescription("The node takes no new sessions.") @Default("false")
                @Nullable Boolean cordoned,
        @JsonPropertyDescription(
                        "Empty the node and let it go; remove it to keep the node after all.")
                @Nullable NodeDrain drain) {}
