package media.sluice.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * One line of {@code .ci/allowed-skips}: {@code module | package.Class#method | reason | until
 * yyyy-mm-dd}. The test may end in {@code *}.
 */
record AllowedSkip(String module, String test, String reason, LocalDate until) {

    static List<AllowedSkip> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(AllowedSkip::parse)
                .toList();
    }

    private static AllowedSkip parse(String line) {
        String[] columns = line.strip().split("\\s*\\|\\s*");
        if (columns.length != 4 || columns[2].isEmpty() || !columns[3].startsWith("until ")) {
            throw new IllegalStateException(
                    "R18: .ci/allowed-skips: want 'module | test | reason | until yyyy-mm-dd' but read: "
                            + line);
        }
        return new AllowedSkip(
                columns[0],
                columns[1],
                columns[2],
                LocalDate.parse(columns[3].substring("until ".length())));
    }

    boolean covers(String otherModule, String otherTest) {
        return module.equals(otherModule)
                && (test.endsWith("*")
                        ? otherTest.startsWith(test.substring(0, test.length() - 1))
                        : otherTest.equals(test));
    }
}
