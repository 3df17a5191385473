package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is published is what the model assumes. */
final class CapacityPageTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "capacity.md");

    @Test
    void thePublishedParametersAreTheModels() throws IOException {
        assertThat(new CapacityPage(PAGE).part("parameters"))
                .as(
                        "docs/capacity.md differs from Parameters: run ./sluice prove autoscale --write docs")
                .isEqualTo(Parameters.published().table());
    }
}
