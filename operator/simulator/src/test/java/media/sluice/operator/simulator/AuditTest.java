package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import media.sluice.operator.scaling.Decision;
import media.sluice.operator.scaling.Memory;
import media.sluice.operator.scaling.Need;
import media.sluice.operator.scaling.Reason;
import org.junit.jupiter.api.Test;

final class AuditTest {

    private static final Need FIVE = new Need(2_900, 100, 0, 0, 750, 4, 1, 0, 0, 1, 20);

    @Test
    void acceptsADecisionThatItsTermsExplain() {
        assertThat(Audit.explains(decision(3, 2, List.of(), Reason.GROWS_FOR_COMMITTED_LOAD, FIVE)))
                .isTrue();
    }

    @Test
    void refusesAReasonThatSaysTheOtherWay() {
        assertThat(Audit.explains(decision(3, 2, List.of(), Reason.SHRINKS, FIVE))).isFalse();
        assertThat(Audit.explains(decision(3, 0, List.of(), Reason.STEADY, FIVE))).isFalse();
        assertThat(Audit.explains(decision(6, 0, List.of("a"), Reason.STEADY, FIVE))).isFalse();
    }

    @Test
    void refusesMoreThanTheTermsWant() {
        assertThat(Audit.explains(decision(3, 3, List.of(), Reason.GROWS_FOR_SLOPE, FIVE)))
                .isFalse();
        assertThat(Audit.explains(decision(5, 0, List.of("a"), Reason.SHRINKS, FIVE))).isFalse();
    }

    @Test
    void refusesTermsThatDoNotAddUp() {
        Need wrong = new Need(2_900, 100, 0, 0, 750, 5, 1, 0, 0, 1, 20);

        assertThat(Audit.explains(decision(5, 1, List.of(), Reason.GROWS_FOR_SLOPE, wrong)))
                .isFalse();
    }

    @Test
    void refusesASeasonThatWasNotTheReason() {
        assertThat(Audit.explains(decision(3, 2, List.of(), Reason.GROWS_FOR_SEASON, FIVE)))
                .isFalse();
    }

    private static Decision decision(
            int present, int create, List<String> cordon, Reason reason, Need need) {
        return new Decision(
                need.nodes(),
                List.of(),
                create,
                cordon,
                80,
                0,
                true,
                true,
                false,
                reason,
                need,
                present,
                Memory.none(0));
    }
}
