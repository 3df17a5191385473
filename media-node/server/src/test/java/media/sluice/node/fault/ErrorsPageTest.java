package media.sluice.node.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/errors.md names every code with its own cause and remedy. */
class ErrorsPageTest {

    private static final Path PAGE = Path.of("../../docs/errors.md");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void pageHasRowOfEachCode(ErrorCode code) throws IOException {
        assertThat(Files.readAllLines(PAGE))
                .as("docs/errors.md lacks a row of %s, or its cause or remedy differs", code)
                .anyMatch(line ->
                        line.startsWith("| `" + code.name() + "` |")
                                && line.endsWith(
                                        "| " + code.cause() + " | " + code.remedy() + " |"));
    }
}
