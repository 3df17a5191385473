package media.sluice.node.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a media node. Each is a command line option {@code --name value}, a property {@code
 * sluice.node.name} and an environment variable {@code SLUICE_NODE_NAME} (upper case, underscores
 * for dashes).
 */
@ConfigMapping(prefix = "sluice.node")
public interface NodeConfig {

    /**
     * The node's identifier, 1 to 128 characters, unique among the nodes. Without it: node- and a
     * random number.
     */
    Optional<String> id();

    /** Address on which the gRPC services listen. Anything but loopback needs TLS. */
    @WithDefault("127.0.0.1")
    String controlHost();

    /** TCP port of the gRPC services, 1 to 65535. */
    @WithDefault("7980")
    int controlPort();

    /**
     * host:port at which coordinators and other nodes reach the gRPC services; without it made from
     * the bind address.
     */
    Optional<String> advertisedAddress();

    /** Address on which health and metrics listen. */
    @WithDefault("127.0.0.1")
    String httpHost();

    /** TCP port of health and metrics, 1 to 65535. */
    @WithDefault("7981")
    int httpPort();

    /**
     * First UDP port for media; the node takes max(4, 2 × workers) from there. 0 takes any free
     * ones.
     */
    @WithDefault("7882")
    int mediaPorts();

    /**
     * Address named to peers instead of the interfaces' own, for a node behind NAT. IPv4 or IPv6.
     */
    Optional<String> nodeIp();

    /**
     * File with that address, or several, separated by commas: the first is taken. An empty or
     * missing one is waited for, 60 s. Instead of node-ip.
     */
    Optional<String> nodeIpFile();

    /** Workers (event loops), 1 to 256; 0 means one per core. */
    @WithDefault("0")
    int workers();

    /**
     * host:port of every coordinator to register with, separated by commas. Empty: the node is
     * driven by its API alone.
     */
    Optional<List<String>> coordinators();

    /**
     * PEM file of the DTLS certificate all nodes share (ECDSA P-256). Without it one is made at
     * each start.
     */
    Optional<String> certificate();

    /** PEM file (PKCS #8) of the DTLS certificate's private key. */
    Optional<String> certificateKey();

    /**
     * PEM file of the certificate chain for gRPC. This file, its key and the authorities may change
     * while the node runs: new connections use what they say then.
     */
    Optional<String> tlsCertificate();

    /** PEM file (PKCS #8) of the private key for gRPC. */
    Optional<String> tlsKey();

    /** PEM file of the authorities whose clients and nodes are trusted; needed with TLS. */
    Optional<String> tlsTrust();

    /** Sessions at most, 1 to 2^31-1. */
    @WithDefault("2000")
    int maxSessions();

    /** Region or zone named to coordinators, 0 to 64 characters. */
    Optional<String> zone();

    /** Seconds a stopping node waits for its sessions to end or move, 0 to 86400. */
    @WithDefault("5")
    int stopSeconds();

    /**
     * Seconds a fresh node plays calls and moves with itself, in the background, so that the
     * compiler knows them before clients do; 0 to 60.
     */
    @WithDefault("3")
    int rehearsalSeconds();
}
