package media.sluice.node.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import media.sluice.node.config.CommandLine;
import media.sluice.node.config.NodeConfig;
import media.sluice.node.config.Settings;

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
            Settings.check(read());
        } catch (IllegalArgumentException e) {
            Console.complain("sluice media node: " + e.getMessage());
            System.exit(EXIT_USAGE);
        }
        Quarkus.run();
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
