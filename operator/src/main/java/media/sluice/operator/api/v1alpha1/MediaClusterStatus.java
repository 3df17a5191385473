package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a MediaCluster is. */
@ResourcePart
public record MediaClusterStatus(
        @JsonPropertyDescription("metadata.generation that this status speaks of.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription(
                        "Version that all its programs run; the older one during an upgrade.")
                @Nullable String version,
        @JsonPropertyDescription("The coordinator.") @Nullable CoordinatorStatus coordinator,
        @JsonPropertyDescription("Media nodes that are ready.") @Nullable Integer nodes,
        @JsonPropertyDescription("Rooms that are open.") @Nullable Integer rooms,
        @JsonPropertyDescription("Participants in them.") @Nullable Integer participants,
        @JsonPropertyDescription("Media sent to clients, in bit/s.")
                @Nullable Long egressBitsPerSecond,
        @JsonPropertyDescription("Addresses of the coordinator inside Kubernetes.") @Size(max = 8)
                @Nullable List<@Size(max = 255) String> endpoints,
        @JsonPropertyDescription(
                        "Value of the annotation sluice.media/crd-version of the definitions that the operator found.")
                @Nullable String crdVersion,
        @JsonPropertyDescription(
                        "Ready, Reconciling and Stalled as kstatus reads them, and those of this kind.")
                @Size(max = 16)
                @Nullable List<Condition> conditions) {}
