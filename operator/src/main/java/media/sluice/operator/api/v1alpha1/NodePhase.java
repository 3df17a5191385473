package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a MediaNode is. */
public enum NodePhase {
    /** No pod yet. */
    @JsonProperty("Pending")
    PENDING,

    /** The pod waits for a Kubernetes node. */
    @JsonProperty("Provisioning")
    PROVISIONING,

    /** The pod starts. */
    @JsonProperty("Starting")
    STARTING,

    /** It takes sessions. */
    @JsonProperty("Ready")
    READY,

    /** It takes no new sessions. */
    @JsonProperty("Cordoned")
    CORDONED,

    /** The drain has begun. */
    @JsonProperty("Draining")
    DRAINING,

    /** People are moved off. */
    @JsonProperty("Migrating")
    MIGRATING,

    /** Nobody is left. */
    @JsonProperty("Empty")
    EMPTY,

    /** The pod goes. */
    @JsonProperty("Deleting")
    DELETING,

    /** The pod is gone or silent. */
    @JsonProperty("Lost")
    LOST
}
