package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SwingsTest {

    private static final long MINUTE = 60_000;
    private final Swings swings = new Swings(new Tally(0));

    @Test
    void growingSoonAfterShrinkingIsAnOscillation() {
        swings.shrank(0);
        swings.grew(14 * MINUTE);

        assertThat(swings.count()).isEqualTo(1);
    }

    @Test
    void shrinkingSoonAfterGrowingIsAnOscillation() {
        swings.grew(0);
        swings.shrank(14 * MINUTE);

        assertThat(swings.count()).isEqualTo(1);
    }

    @Test
    void oneWayAndLaterTheOtherIsNone() {
        swings.grew(0);
        swings.grew(MINUTE);
        swings.shrank(17 * MINUTE);
        swings.shrank(18 * MINUTE);
        swings.grew(40 * MINUTE);

        assertThat(swings.count()).isZero();
    }
}
