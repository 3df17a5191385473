package media.sluice.coordinator.nodes.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * What protects the connections to and from media nodes: mutual TLS from PEM files, or nothing, and
 * then only on loopback.
 *
 * @param server for the port at which nodes register
 * @param channel for calls to nodes
 */
public record NodeTls(boolean isEncrypted, ServerCredentials server, ChannelCredentials channel) {

    private static final String HOW =
            " Set sluice.coordinator.nodes-tls-certificate, nodes-tls-key and nodes-tls-trust to PEM"
                    + " files, and the nodes' tls-certificate, tls-key and tls-trust to ones of the same"
                    + " authority. For development, ./sluice certificates DIR makes DIR/tls.crt,"
                    + " DIR/tls.key and DIR/ca.crt.";

    /** Plain text, for loopback. */
    public static NodeTls none() {
        return new NodeTls(
                false, InsecureServerCredentials.create(), InsecureChannelCredentials.create());
    }

    /**
     * From files: all three, or none.
     *
     * @throws IllegalStateException when one is missing or is not what it should be
     */
    public static NodeTls of(
            Optional<String> certificate, Optional<String> key, Optional<String> trust) {
        if (certificate.isEmpty() && key.isEmpty() && trust.isEmpty()) {
            return none();
        }
        if (certificate.isEmpty() || key.isEmpty() || trust.isEmpty()) {
            throw new IllegalStateException(
                    "TLS to media nodes takes three files, and not all of them are set." + HOW);
        }
        var chain = new File(certificate.get());
        var secret = new File(key.get());
        var authorities = new File(trust.get());
        try {
            var server =
                    TlsServerCredentials.newBuilder()
                            .keyManager(chain, secret)
                            .trustManager(authorities)
                            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                            .build();
            // Nothing is bound here; it reads the files, so that a wrong one is refused at the
            // start.
            var _ = NettyServerBuilder.forPort(0, server);
            var channel =
                    TlsChannelCredentials.newBuilder()
                            .keyManager(chain, secret)
                            .trustManager(authorities)
                            .build();
            return new NodeTls(true, server, channel);
        } catch (IOException | IllegalArgumentException fault) {
            throw new IllegalStateException(
                    "TLS to media nodes cannot start: " + fault.getMessage() + "." + HOW, fault);
        }
    }

    /**
     * Whether others can reach this address.
     *
     * @throws IllegalStateException when they can and nothing would be encrypted
     */
    void check(String bind) {
        if (!isEncrypted && !isLoopback(bind)) {
            throw new IllegalStateException(
                    "the node directory would listen on "
                            + bind
                            + " without TLS, and whoever reaches it can take over calls. Set"
                            + " sluice.coordinator.nodes-bind to 127.0.0.1, or use TLS."
                            + HOW);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException fault) {
            throw new IllegalStateException(
                    "sluice.coordinator.nodes-bind is "
                            + host
                            + ", which is no address of this host. Set it to one.",
                    fault);
        }
    }
}
