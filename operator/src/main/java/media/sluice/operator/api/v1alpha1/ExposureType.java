package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How clients reach the media ports of a node. */
public enum ExposureType {
    /** UDP ports of the Kubernetes node, forwarded to the pod. */
    @JsonProperty("HostPort")
    HOST_PORT,

    /** The pod uses the network of the Kubernetes node. */
    @JsonProperty("HostNetwork")
    HOST_NETWORK
}
