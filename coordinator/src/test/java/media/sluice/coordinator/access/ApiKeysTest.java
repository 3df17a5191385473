package media.sluice.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {

    @Test
    void readsOneKeyALine() {
        var keys = ApiKeys.parse("# two of them\r\n\r\n a : one \nb: two");

        assertThat(keys.secret("a")).contains("one");
        assertThat(keys.secret("b")).contains("two");
        assertThat(keys.secret("c")).isEmpty();
        assertThat(keys.first()).contains("a");
    }

    @Test
    void signsWithTheLastOfThoseThatFollowEachOther() {
        var keys = ApiKeys.parse("a: one b\nb: two c\nc: three");

        assertThat(keys.signer("a")).contains("c");
        assertThat(keys.signer("c")).contains("c");
        assertThat(keys.signer("gone")).isEmpty();
        assertThat(keys.first()).contains("c");
    }

    @Test
    void acceptsNobodyWhenOnlyACommentIsThere() {
        var keys = ApiKeys.parse("# no key yet\n");

        assertThat(keys.first()).isEmpty();
        assertThat(keys.secret("a")).isEmpty();
    }

    @Test
    void keepsThoseOfTheSettingsBesideThoseOfTheFile() {
        var both = ApiKeys.of(Map.of("a", "one")).and(ApiKeys.parse("b: two"));

        assertThat(both.secret("a")).contains("one");
        assertThat(both.secret("b")).contains("two");
        assertThatThrownBy(() -> both.and(ApiKeys.parse("a: other")))
                .hasMessageContaining("sluice.coordinator.keys");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the file is empty",
                "'a: sesame\n b sesame' | line 2 is no key",
                "'a:' | line 1 is no key",
                "': sesame' | line 1 is no key",
                "'a b: sesame' | line 1 is no key",
                "'a: sesame b c' | line 1 is no key",
                "'a: \"sesame\"' | without quotes",
                "'a: sesame\na: other' | a is there twice",
                "'a: sesame b' | which follows a, is not there",
                "'a: sesame a' | follows itself",
                "'a: sesame b\nb: other a' | follows itself",
            })
    void refusesWhatIsNoListOfKeysWithoutTellingASecret(String text, String message) {
        assertThatThrownBy(() -> ApiKeys.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("sesame");
    }
}
