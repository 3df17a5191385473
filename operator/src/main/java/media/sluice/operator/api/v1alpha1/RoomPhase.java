package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a Room is. */
public enum RoomPhase {
    /** Its time has not come. */
    @JsonProperty("Scheduled")
    SCHEDULED,

    /** Nodes are made ready for it. */
    @JsonProperty("Preparing")
    PREPARING,

    /** It can be joined. */
    @JsonProperty("Open")
    OPEN,

    /** Its time is over. */
    @JsonProperty("Closed")
    CLOSED
}
