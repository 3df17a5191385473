package media.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Swallows what goes to the subscribers behind the whole transmit path of the kernel, and counts
 * it: a classifier on the egress of this network namespace's loopback. No receiver's work lands on
 * the sender's bill then. Works only in a namespace of one's own.
 */
final class Sink implements AutoCloseable {
    /** UDP ports from here on are swallowed. */
    static final int FIRST_PORT = 30_000;

    private static final Pattern DROPPED = Pattern.compile("clsact[^(]*\\(dropped (\\d+)");

    /** IPv4, UDP, destination port: TC_ACT_SHOT; anything else goes on. */
    private static final String PROGRAM =
            "8,40 0 0 12,21 0 5 2048,48 0 0 23,21 0 3 17,40 0 0 36,37 0 1 "
                    + (FIRST_PORT - 1)
                    + ",6 0 0 2,6 0 0 4294967295";

    private Sink() {}

    /** From now on. */
    static Sink open() {
        run(List.of("tc", "qdisc", "add", "dev", "lo", "clsact"));
        run(
                List.of(
                        "tc",
                        "filter",
                        "add",
                        "dev",
                        "lo",
                        "egress",
                        "bpf",
                        "da",
                        "bytecode",
                        PROGRAM));
        return new Sink();
    }

    @Override
    public void close() {
        run(List.of("tc", "qdisc", "del", "dev", "lo", "clsact"));
    }

    /** Packets swallowed so far. */
    long swallowed() {
        Matcher found = DROPPED.matcher(run(List.of("tc", "-s", "qdisc", "show", "dev", "lo")));
        if (!found.find()) {
            throw new IllegalStateException("tc shows no count of swallowed packets");
        }
        return Long.parseLong(found.group(1));
    }

    /** Output of a program; throws when it fails. */
    static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
