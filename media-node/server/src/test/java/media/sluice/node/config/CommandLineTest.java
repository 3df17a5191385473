package media.sluice.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommandLineTest {

    @AfterEach
    void forget() {
        System.clearProperty("sluice.node.node-ip");
        System.clearProperty("sluice.node.workers");
    }

    @Test
    void turnsOptionsIntoProperties() {
        CommandLine.apply(List.of("--node-ip", "203.0.113.7", "--workers=3"));

        assertThat(System.getProperty("sluice.node.node-ip")).isEqualTo("203.0.113.7");
        assertThat(System.getProperty("sluice.node.workers")).isEqualTo("3");
    }

    @Test
    void namesTheOptionsThereAre() {
        assertThatThrownBy(() -> CommandLine.apply(List.of("--media-port", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--media-ports");
    }

    @Test
    void wantsValue() {
        assertThatThrownBy(() -> CommandLine.apply(List.of("--workers")))
                .hasMessageContaining("needs a value");
    }
}
