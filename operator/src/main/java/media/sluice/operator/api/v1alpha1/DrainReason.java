package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a node drains. */
public enum DrainReason {
    /** The load needs fewer nodes. */
    @JsonProperty("ScaleDown")
    SCALE_DOWN,

    /** A newer revision takes its place. */
    @JsonProperty("Upgrade")
    UPGRADE,

    /** Kubernetes wants the machine back. */
    @JsonProperty("NodeDrain")
    NODE_DRAIN,

    /** spec.drain asks for it. */
    @JsonProperty("User")
    USER,

    /** It does not answer as it should. */
    @JsonProperty("Unhealthy")
    UNHEALTHY
}
