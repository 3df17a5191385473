package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How clients reach the media ports of a node. */
@ResourcePart
@ValidationRule(
        value = "!has(self.hostPort) || self.type == 'HostPort'",
        message =
                "remove hostPort, or write type: HostPort: the ports of another type are not used",
        fieldPath = ".hostPort")
@ValidationRule(
        value = "!has(self.hostNetwork) || self.type == 'HostNetwork'",
        message =
                "remove hostNetwork, or write type: HostNetwork: the ports of another type are not used",
        fieldPath = ".hostNetwork")
public record Exposure(
        @JsonPropertyDescription(
                        "HostPort: UDP ports of the Kubernetes node, forwarded to the pod. HostNetwork: the pod uses the node's own network.")
                @Default("HostPort")
                @Nullable ExposureType type,
        @JsonPropertyDescription(
                        "UDP ports for type HostPort. Without it, the defaults of its fields.")
                @Nullable PortRange hostPort,
        @JsonPropertyDescription(
                        "UDP ports for type HostNetwork. Without it, the defaults of its fields.")
                @Nullable PortRange hostNetwork,
        @JsonPropertyDescription(
                        "Where the address that clients are told comes from; the first that has one.")
                @Size(min = 1, max = 4)
                @Default(
                        "[\"PodAnnotation\", \"NodeAnnotation\", \"NodeExternalIP\", \"NodeInternalIP\"]")
                @Nullable List<AddressSource> addressSources) {}
