package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether people are moved off a node that drains. */
public enum Migration {
    /** From the start of the drain. */
    @JsonProperty("Enabled")
    ENABLED,

    /** Only shortly before its deadline; until then people leave by themselves. */
    @JsonProperty("LastResort")
    LAST_RESORT,

    /** Never; who is still there at the deadline has to join again. */
    @JsonProperty("Disabled")
    DISABLED
}
