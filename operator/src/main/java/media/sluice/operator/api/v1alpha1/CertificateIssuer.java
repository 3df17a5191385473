package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who signs the certificates between the parts. */
public enum CertificateIssuer {
    /** An authority of this cluster's own, kept in a Secret. */
    @JsonProperty("Operator")
    OPERATOR
}
