package media.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiguresTest {
    @Test
    void isOneObjectInOneLine() {
        var figures = new Figures().add("count", 3).add("rate", 0.25).add("why", "no");

        assertThat(figures).hasToString("{\"count\":3,\"rate\":0.250,\"why\":\"no\"}");
    }

    @Test
    void aServersWordsCannotEndItsText() {
        assertThat(new Figures().add("why", "a\"b\\c\nd\u0001e"))
                .hasToString("{\"why\":\"a b c d e\"}");
    }
}
