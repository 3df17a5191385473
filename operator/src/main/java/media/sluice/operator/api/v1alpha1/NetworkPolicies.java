package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may reach coordinator and media nodes inside Kubernetes. */
@ResourcePart
public record NetworkPolicies(
        @JsonPropertyDescription(
                        "Write NetworkPolicies that let in clients, media and the parts of this cluster, and nobody else.")
                @Default("true")
                @Nullable Boolean enabled,
        @JsonPropertyDescription(
                        "Namespaces whose pods may reach the coordinator's HTTP port, for example the ingress controller's. Empty: everybody.")
                @Size(max = 16)
                @Nullable List<@Size(max = 63) String> signalingFrom) {}
