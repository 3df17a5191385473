package media.sluice.node.lifecycle;

import java.security.SecureRandom;
import java.util.HexFormat;
import media.sluice.node.config.NodeConfig;

/**
 * Who the node is.
 *
 * @param nodeId as configured, or made at this start
 * @param bootId of this process start
 * @param version of the software
 * @param address host:port at which others reach the gRPC services
 * @param zone region or zone, empty when unknown
 */
public record NodeIdentity(
        String nodeId, String bootId, String version, String address, String zone) {

    private static final int RANDOM_BYTES = 8;

    /**
     * From the settings.
     *
     * @param host at which others reach this node unless an address is configured
     */
    public static NodeIdentity of(NodeConfig config, String host) {
        String bootId = random();
        String version = NodeIdentity.class.getPackage().getImplementationVersion();
        return new NodeIdentity(
                config.id().orElse("node-" + bootId),
                bootId,
                version == null ? "0.1.0-SNAPSHOT" : version,
                config.advertisedAddress().orElse(hostAndPort(host, config.controlPort())),
                config.zone().orElse(""));
    }

    private static String hostAndPort(String host, int port) {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
