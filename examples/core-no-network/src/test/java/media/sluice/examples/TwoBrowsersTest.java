package media.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TwoBrowsersTest {
    private static final Pattern LINE =
            Pattern.compile("sent=(\\d+) heard=(\\d+) refused=0", Pattern.MULTILINE);

    @Test
    void bothHearEachOtherAndEachRunIsTheSame() {
        String first = run("7");

        var line = LINE.matcher(first);
        for (int side = 0; side < 2; side++) {
            assertThat(line.find()).as(first).isTrue();
            assertThat(Integer.parseInt(line.group(1))).isGreaterThan(450);
            assertThat(Integer.parseInt(line.group(2))).isGreaterThan(400);
        }
        assertThat(run("7")).isEqualTo(first);
    }

    private static String run(String seed) {
        var out = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            TwoBrowsers.main(new String[] {seed});
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
