package media.sluice.node.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import media.sluice.node.config.CommandLine;
import media.sluice.node.config.NodeConfig;
import media.sluice.node.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where the process begins: reads options, refuses settings that cannot work, and starts the node.
 */
@QuarkusMain
public final class NodeMain {

    private static final int EXIT_USAGE = 2;

    private NodeMain() {}

    public static void main(String... arguments) {
        try {
            CommandLine.apply(List.of(arguments));
            NodeConfig config = read();
            Settings.check(config);
            NodeTls.check(config);
        } catch (IllegalArgumentException e) {
            Console.complain("sluice media node: " + e.getMessage());
            System.exit(EXIT_USAGE);
        }
        Quarkus.run(null, NodeMain::onEnd);
    }

    /** The last line of a start that failed is for people; the stack above it is for us. */
    private static void onEnd(int exitCode, @Nullable Throwable fault) {
        if (fault != null) {
            Throwable cause = fault;
            while (cause.getCause() != null && !isForPeople(cause)) {
                cause = cause.getCause();
            }
            Console.complain("sluice media node: " + cause.getMessage());
        }
        System.exit(exitCode);
    }

    /** Our own refusals keep what the system said as their cause. */
    private static boolean isForPeople(Throwable fault) {
        return fault.getClass() == IOException.class
                || fault instanceof IllegalArgumentException
                || fault instanceof UncheckedIOException;
    }

    /** The settings before Quarkus starts, so that a refusal comes before anything is bound. */
    private static NodeConfig read() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withMapping(NodeConfig.class)
                .build()
                .getConfigMapping(NodeConfig.class);
    }
}
