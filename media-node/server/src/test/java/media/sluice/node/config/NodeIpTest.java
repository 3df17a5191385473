package media.sluice.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeIpTest {
    private static final Duration NO_PATIENCE = Duration.ZERO;

    @TempDir Path folder;

    @Test
    void isAsSetWhenThereIsNoFile() {
        assertThat(NodeIp.await(config(Map.of()), NO_PATIENCE)).isEmpty();
        assertThat(NodeIp.await(config(Map.of("node-ip", "192.0.2.1")), NO_PATIENCE))
                .contains("192.0.2.1");
    }

    @Test
    void takesTheFirstAddressOfTheFile() throws IOException {
        var file = Files.writeString(folder.resolve("advertise"), "2001:db8::5, 192.0.2.1\n");

        assertThat(NodeIp.await(config(Map.of("node-ip-file", file.toString())), NO_PATIENCE))
                .contains("2001:db8::5");
    }

    @Test
    void waitsForAFileThatIsEmptyAtFirst() throws IOException {
        var file = Files.writeString(folder.resolve("advertise"), "");
        var config = config(Map.of("node-ip-file", file.toString()));
        var found =
                CompletableFuture.supplyAsync(() -> NodeIp.await(config, Duration.ofSeconds(10)));

        Files.writeString(file, "192.0.2.7");

        assertThat(found.join()).contains("192.0.2.7");
    }

    @Test
    void saysWhatToWrite() throws IOException {
        var missing = config(Map.of("node-ip-file", folder.resolve("none").toString()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeIp.await(missing, NO_PATIENCE))
                .withMessageContaining("holds no address")
                .withMessageContaining("sluice.media/advertise");
        var file = Files.writeString(folder.resolve("advertise"), "node.example.com");
        var named = config(Map.of("node-ip-file", file.toString()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeIp.await(named, NO_PATIENCE))
                .withMessageContaining("not names");
    }

    private static NodeConfig config(Map<String, String> options) {
        var builder = new SmallRyeConfigBuilder().withMapping(NodeConfig.class);
        options.forEach((name, value) ->
                builder.withSources(
                        new PropertiesConfigSource(
                                Map.of("sluice.node." + name, value), name, 500)));
        return builder.build().getConfigMapping(NodeConfig.class);
    }
}
