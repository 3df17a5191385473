package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which rhythm of the load is learned. */
public enum Season {
    /** None. */
    @JsonProperty("Off")
    OFF,

    /** Days that resemble each other. */
    @JsonProperty("Daily")
    DAILY,

    /** Weeks that resemble each other. */
    @JsonProperty("Weekly")
    WEEKLY
}
