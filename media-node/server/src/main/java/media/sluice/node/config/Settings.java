package media.sluice.node.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks the settings that belong together. Every message names the setting and says what to do.
 */
public final class Settings {

    private static final int MAX_WORKERS = 256;
    private static final int MAX_ID_LENGTH = 128;
    private static final int MAX_PORT = 0xFFFF;

    private Settings() {}

    /**
     * Throws {@link IllegalArgumentException} for people when the node cannot be started with these
     * settings.
     */
    public static void check(NodeConfig config) {
        range("control-port", config.controlPort(), 0, MAX_PORT);
        range("http-port", config.httpPort(), 0, MAX_PORT);
        range("media-ports", config.mediaPorts(), 0, MAX_PORT);
        range("workers", config.workers(), 0, MAX_WORKERS);
        range("max-sessions", config.maxSessions(), 1, Integer.MAX_VALUE);
        range("stop-seconds", config.stopSeconds(), 0, 86_400);
        range("rehearsal-seconds", config.rehearsalSeconds(), 0, 60);
        config.id().ifPresent(id -> range("id (length)", id.length(), 1, MAX_ID_LENGTH));
        config.nodeIp().ifPresent(Settings::checkLiteral);
        if (config.nodeIp().isPresent() && config.nodeIpFile().isPresent()) {
            throw new IllegalArgumentException(
                    "node-ip and node-ip-file are both set: set one of them.");
        }
        pair("certificate", config.certificate(), "certificate-key", config.certificateKey());
        pair("tls-certificate", config.tlsCertificate(), "tls-key", config.tlsKey());
        for (Optional<String> file :
                List.of(
                        config.certificate(),
                        config.certificateKey(),
                        config.tlsCertificate(),
                        config.tlsKey(),
                        config.tlsTrust())) {
            file.ifPresent(Settings::checkReadable);
        }
        checkBinding(config);
    }

    /** Whether gRPC is encrypted. */
    public static boolean hasTls(NodeConfig config) {
        return config.tlsCertificate().isPresent();
    }

    /** The refusal of TLS files that can be read but are not what they should be. */
    public static IllegalArgumentException unusableTls(List<String> files, Exception cause) {
        return new IllegalArgumentException(
                "TLS cannot start from "
                        + String.join(" and ", files)
                        + ": "
                        + cause.getMessage()
                        + ". They must be PEM files: a certificate chain, its PKCS #8 private key, and the authorities"
                        + " to trust. For development, ./sluice certificates DIR makes DIR/tls.crt, DIR/tls.key and"
                        + " DIR/ca.crt.",
                cause);
    }

    private static void checkBinding(NodeConfig config) {
        if (hasTls(config) && config.tlsTrust().isEmpty()) {
            throw new IllegalArgumentException(
                    "tls-trust is missing: with TLS both sides show a certificate. Set it to the PEM file of the"
                            + " authority that signed the coordinators' and nodes' certificates.");
        }
        if (!hasTls(config) && !isLoopback(config.controlHost())) {
            throw new IllegalArgumentException(
                    "control-host is "
                            + config.controlHost()
                            + ", which others can reach, but gRPC has no TLS. Bind 127.0.0.1, or set tls-certificate,"
                            + " tls-key and tls-trust. For development, ./sluice certificates DIR makes DIR/tls.crt,"
                            + " DIR/tls.key and DIR/ca.crt.");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "control-host is "
                            + host
                            + ", which is no address of this host. Set it to one.",
                    e);
        }
    }

    private static void checkLiteral(String address) {
        try {
            InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "node-ip is " + address + ". Set it to an IPv4 or IPv6 address, not a name.",
                    e);
        }
    }

    private static void checkReadable(String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException(
                    "The file " + file + " cannot be read. Check the path and its permissions.");
        }
    }

    private static void pair(
            String one, Optional<String> first, String other, Optional<String> second) {
        if (first.isPresent() != second.isPresent()) {
            throw new IllegalArgumentException(
                    one + " and " + other + " belong together: set both, or neither.");
        }
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " is " + value + ". Set it to a number in " + min + ".." + max + ".");
        }
    }
}
