package media.sluice.node.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import media.sluice.core.ice.IceDrop;
import media.sluice.core.session.SessionDrop;
import media.sluice.node.worker.SessionDrops;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/errors.md names every code with its own cause and remedy. */
class ErrorsPageTest {

    private static final Path PAGE = Path.of("../../docs/errors.md");

    private static Stream<String> reasons() {
        return Stream.concat(
                Arrays.stream(SessionDrop.values()).map(SessionDrop::name),
                Arrays.stream(IceDrop.values()).map(SessionDrops::nameOf));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void pageHasRowOfEachReasonToDrop(String reason) throws IOException {
        assertThat(Files.readAllLines(PAGE))
                .as("docs/errors.md lacks a row of %s", reason)
                .anyMatch(line -> line.startsWith("| `" + reason + "` |"));
    }

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
