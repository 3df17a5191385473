package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who decides how many nodes there are. */
public enum AutoscalingMode {
    /** The operator, from load. */
    @JsonProperty("Operator")
    OPERATOR,

    /** Nobody; the operator only says in the status what it would do. */
    @JsonProperty("Advise")
    ADVISE,

    /**
     * Somebody who writes spec.replicas, for example an HPA; the operator chooses and empties the
     * node that goes.
     */
    @JsonProperty("External")
    EXTERNAL,

    /** You, in spec.replicas. */
    @JsonProperty("Manual")
    MANUAL
}
