package media.sluice.coordinator.nodes.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.NettySslContextServerCredentials;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import media.sluice.credentials.BadCredentials;
import media.sluice.credentials.Credentials;
import media.sluice.credentials.MutualTls;

/**
 * What protects the connections to and from media nodes: mutual TLS from PEM files, or nothing, and
 * then only on loopback.
 *
 * @param server for the port at which nodes register
 * @param channel for calls to nodes
 * @param files to be followed
 */
public record NodeTls(
        boolean isEncrypted,
        ServerCredentials server,
        ChannelCredentials channel,
        List<Credentials<?>> files) {

    /** Copies the list. */
    public NodeTls {
        files = List.copyOf(files);
    }

    private static final String HOW =
            " Set sluice.coordinator.nodes-tls-certificate, nodes-tls-key and nodes-tls-trust to PEM"
                    + " files, and the nodes' tls-certificate, tls-key and tls-trust to ones of the same"
                    + " authority. For development, ./sluice certificates DIR makes DIR/tls.crt,"
                    + " DIR/tls.key and DIR/ca.crt.";

    /** Plain text, for loopback. */
    public static NodeTls none() {
        return new NodeTls(
                false,
                InsecureServerCredentials.create(),
                InsecureChannelCredentials.create(),
                List.of());
    }

    /**
     * From files: all three, or none.
     *
     * @param listener hears what became of them when they change
     * @throws IllegalStateException when one is missing or is not what it should be
     */
    public static NodeTls of(
            Optional<String> certificate,
            Optional<String> key,
            Optional<String> trust,
            Credentials.Listener listener) {
        if (certificate.isEmpty() && key.isEmpty() && trust.isEmpty()) {
            return none();
        }
        if (certificate.isEmpty() || key.isEmpty() || trust.isEmpty()) {
            throw new IllegalStateException(
                    "TLS to media nodes takes three files, and not all of them are set." + HOW);
        }
        try {
            var tls =
                    MutualTls.open(
                            Path.of(certificate.get()),
                            Path.of(key.get()),
                            Path.of(trust.get()),
                            InstantSource.system(),
                            listener);
            return new NodeTls(
                    true,
                    NettySslContextServerCredentials.create(tls.server()),
                    NettySslContextChannelCredentials.create(tls.client()),
                    List.of(tls.files()));
        } catch (BadCredentials fault) {
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
