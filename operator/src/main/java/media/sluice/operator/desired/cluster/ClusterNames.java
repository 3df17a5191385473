package media.sluice.operator.desired.cluster;

/**
 * Names of a cluster's objects. They follow from the cluster's alone, so that whoever needs one
 * finds it, and making it twice is refused.
 */
public record ClusterNames(String cluster, String namespace) {
    /** Port of signaling, server API and health. */
    public static final int HTTP_PORT = 7880;

    /** Port at which media nodes register and the operator asks. */
    public static final int NODES_PORT = 7890;

    /** Deployment, ServiceAccount, PodDisruptionBudget, NetworkPolicy and Service for clients. */
    public String coordinator() {
        return cluster + "-coordinator";
    }

    /** Headless Service at which media nodes and the operator reach each coordinator. */
    public String coordinatorNodes() {
        return cluster + "-coordinator-nodes";
    }

    /** ServiceAccount and NetworkPolicy of media nodes; Service that gives each of them a name. */
    public String mediaNodes() {
        return cluster + "-media-nodes";
    }

    /** Secret of the authority: certificate and key, never mounted. */
    public String authority() {
        return cluster + "-authority";
    }

    /** Secret of the coordinator's certificate. */
    public String coordinatorTls() {
        return cluster + "-coordinator-tls";
    }

    /** Secret of the media nodes' certificate. */
    public String mediaNodeTls() {
        return cluster + "-media-node-tls";
    }

    /** Secret of the operator's own certificate, with which it calls the coordinator. */
    public String operatorTls() {
        return cluster + "-operator-tls";
    }

    /** Secret of the certificate that media nodes show to browsers (DTLS): one for all of them. */
    public String dtls() {
        return cluster + "-dtls";
    }

    /** Secret of the keys that programs sign tokens with. */
    public String keys() {
        return cluster + "-keys";
    }

    /** Where the coordinator is reached by media nodes and the operator. */
    public String coordinatorAddress() {
        return coordinatorNodes() + "." + namespace + ".svc:" + NODES_PORT;
    }
}
