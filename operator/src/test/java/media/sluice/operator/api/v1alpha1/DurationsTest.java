package media.sluice.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class DurationsTest {

    @Test
    void readsWhatTheDefinitionLetsPass() {
        assertThat(Durations.millis("0s")).isZero();
        assertThat(Durations.millis("1h30m")).isEqualTo(5_400_000);
        assertThat(Durations.millis("90s")).isEqualTo(90_000);
        assertThat(Durations.millis("2h3m4s5ms")).isEqualTo(7_384_005);
        assertThat(Durations.millis("999999h")).isEqualTo(3_599_996_400_000L);
    }

    @Test
    void refusesTheRest() {
        for (String text : new String[] {"", "5", "1d", "5m!", " 5m", "1.5h", "5m 3s"}) {
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> Durations.millis(text))
                    .withMessageContaining("such as 90s, 25m or 1h30m");
        }
    }
}
