package media.sluice.node.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The address named to peers: as set, or from a file that somebody fills when it is known. An
 * operator learns a pod's address only when the pod has its machine, and the container may be
 * quicker.
 */
public final class NodeIp {
    private static final Duration LOOK = Duration.ofMillis(100);

    private NodeIp() {}

    /**
     * The address; empty when the interfaces' own are to be named.
     *
     * @param patience how long an empty or missing file is waited for
     * @throws IllegalArgumentException for people when there is none by then, or it is none
     */
    public static Optional<String> await(NodeConfig config, Duration patience) {
        if (config.nodeIpFile().isEmpty()) {
            return config.nodeIp();
        }
        var file = Path.of(config.nodeIpFile().get());
        long untilNanos = System.nanoTime() + patience.toNanos();
        var text = read(file);
        while (text.isEmpty() && System.nanoTime() - untilNanos < 0) {
            pause();
            text = read(file);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "node-ip-file "
                            + file
                            + " holds no address after "
                            + patience.toSeconds()
                            + " s. Write the address that clients reach into it, or set node-ip. In Kubernetes the"
                            + " operator annotates the pod with sluice.media/advertise; see the status of its MediaNode.");
        }
        return Optional.of(first(file, text));
    }

    private static String first(Path file, String text) {
        var address = text.split(",", 2)[0].strip();
        try {
            InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "node-ip-file "
                            + file
                            + " holds "
                            + address
                            + ". Write IPv4 or IPv6 addresses, separated by commas, not names.",
                    e);
        }
        return address;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException notThereYet) {
            return "";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException(
                    "The node was stopped while it waited for its address.", e);
        }
    }
}
