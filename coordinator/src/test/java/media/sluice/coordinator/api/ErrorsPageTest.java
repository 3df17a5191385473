package media.sluice.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.RequestResult;
import media.sluice.coordinator.port.SubscriptionFault;
import media.sluice.coordinator.room.LeaveReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/errors.md names everything a client can be answered. */
class ErrorsPageTest {
    private static final Path PAGE = Path.of("../docs/errors.md");

    @ParameterizedTest
    @EnumSource(LeaveReason.class)
    void pageHasRowOfEachLeaveReason(LeaveReason reason) throws IOException {
        assertThat(rowsOf(reason.name())).as(lack(reason)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TwirpCode.class)
    void pageHasRowOfEachTwirpCodeWithItsStatus(TwirpCode code) throws IOException {
        assertThat(rowsOf(code.text()))
                .as(lack(code))
                .singleElement()
                .asString()
                .startsWith("| `" + code.text() + "` | " + code.status() + " |");
    }

    @ParameterizedTest
    @MethodSource("requestFaults")
    void pageHasRowOfEachRefusedRequest(Enum<?> fault) throws IOException {
        assertThat(rowsOf(fault.name())).as(lack(fault)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("words")
    void pageExplainsEachCategoryAndAction(Enum<?> word) throws IOException {
        assertThat(Files.readString(PAGE)).as(lack(word)).contains("`" + word.name() + "`");
    }

    @Test
    void pageHasRowOfEachStatusOfRefusedJoin() throws IOException {
        for (int status : new int[] {400, 401, 404, 500, 503}) {
            assertThat(rowsOf(Integer.toString(status))).as("status %d", status).hasSize(1);
        }
    }

    static Stream<Enum<?>> requestFaults() {
        return Stream.concat(
                Stream.of(RequestResult.values()).filter(result -> result != RequestResult.OK),
                Stream.of(SubscriptionFault.values())
                        .filter(fault -> fault != SubscriptionFault.UNKNOWN));
    }

    static Stream<Enum<?>> words() {
        return Stream.concat(Stream.of(ErrorCode.values()), Stream.of(LeaveAction.values()));
    }

    /** Rows of the page's tables with that first cell and a remedy in the last. */
    private static List<String> rowsOf(String name) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `" + name + "` |"))
                .filter(line -> !line.endsWith("|  |"))
                .toList();
    }

    private static String lack(Enum<?> code) {
        return "docs/errors.md lacks a row of " + code + " with cause and remedy";
    }
}
