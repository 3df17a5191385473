package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the address that clients are told is taken from. */
public enum AddressSource {
    /** Annotation sluice.media/address of the pod. */
    @JsonProperty("PodAnnotation")
    POD_ANNOTATION,

    /** Annotation sluice.media/address of the Kubernetes node. */
    @JsonProperty("NodeAnnotation")
    NODE_ANNOTATION,

    /** ExternalIP of the Kubernetes node. */
    @JsonProperty("NodeExternalIP")
    NODE_EXTERNAL_I_P,

    /** InternalIP of the Kubernetes node. */
    @JsonProperty("NodeInternalIP")
    NODE_INTERNAL_I_P
}
