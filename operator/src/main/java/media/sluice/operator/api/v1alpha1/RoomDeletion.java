package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a room when its resource is deleted. */
public enum RoomDeletion {
    /** It is closed. */
    @JsonProperty("Close")
    CLOSE,

    /** It stays until it is empty. */
    @JsonProperty("Keep")
    KEEP
}
