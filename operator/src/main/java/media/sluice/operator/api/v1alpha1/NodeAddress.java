package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** An address that clients are told. */
@ResourcePart
public record NodeAddress(
        @JsonPropertyDescription("IPv4 or IPv6 address.") @Nullable String ip,
        @JsonPropertyDescription("IPv4 or IPv6.") @Nullable String family,
        @JsonPropertyDescription("Where it was found.") @Nullable AddressSource source) {}
