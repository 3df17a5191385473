package media.sluice.operator.cluster;

import io.grpc.ChannelCredentials;
import media.sluice.operator.load.ClusterKey;

/**
 * How a cluster's coordinator is reached. Asked anew at each connection, as certificates change.
 */
public interface Access {
    /** host:port. */
    String address(ClusterKey cluster);

    /**
     * The operator's certificate and whom it trusts.
     *
     * @throws IllegalStateException when they are not there yet
     */
    ChannelCredentials credentials(ClusterKey cluster);
}
