package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Certificates between coordinator, media nodes and operator. */
@ResourcePart
@ValidationRule(
        value =
                "!self.validFor.matches("
                        + DurationText.FORMAT
                        + ") || !self.renewBefore.matches("
                        + DurationText.FORMAT
                        + ") || duration(self.renewBefore) < duration(self.validFor)",
        message =
                "write a renewBefore shorter than validFor: a certificate is replaced while it still holds",
        fieldPath = ".renewBefore")
public record Tls(
        @JsonPropertyDescription(
                        "Who signs them. Operator: an authority of this cluster's own, kept in a Secret.")
                @Default("Operator")
                @Nullable CertificateIssuer issuer,
        @JsonPropertyDescription("How long a certificate holds.") @DurationText @Default("2160h")
                @Nullable String validFor,
        @JsonPropertyDescription("How long before its end a certificate is replaced.")
                @DurationText
                @Default("360h")
                @Nullable String renewBefore) {}
