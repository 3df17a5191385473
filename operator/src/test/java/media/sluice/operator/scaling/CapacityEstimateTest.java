package media.sluice.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class CapacityEstimateTest {

    private static final long HOUR = 3_600_000;
    private static final long NOW = 1_000 * HOUR;

    @Test
    void believesWhatWasDeclaredUntilItSeesMore() {
        CapacityEstimate estimate = CapacityEstimate.declared(1_000).withNode(NOW, 0.2, 10);

        assertThat(estimate.unitsPerNode()).isEqualTo(1_000);
        assertThat(estimate.shared()).isEqualTo(1);
    }

    @Test
    void isNeverAboveWhatWasDeclared() {
        CapacityEstimate estimate = CapacityEstimate.declared(1_000);
        for (int i = 0; i < 100; i++) {
            estimate = estimate.withNode(NOW + i * 60_000, 0.5, 900);
        }

        assertThat(estimate.unitsPerNode()).isEqualTo(1_000);
    }

    @Test
    void learnsThatNodesCarryLess() {
        CapacityEstimate estimate = CapacityEstimate.declared(1_000);
        for (int i = 0; i < 180; i++) {
            estimate = estimate.withNode(NOW + i * 60_000, 0.5, 300);
        }

        assertThat(estimate.unitsPerNode()).isCloseTo(600, within(30.0));
    }

    @Test
    void oneSlowNodeInThirtyIsNoTenth() {
        CapacityEstimate estimate = CapacityEstimate.declared(1_000);
        for (int i = 0; i < 300; i++) {
            estimate = estimate.withNode(NOW + i * 60_000, 0.5, i % 30 == 29 ? 100 : 400);
        }

        assertThat(estimate.unitsPerNode()).isCloseTo(800, within(30.0));
    }

    @Test
    void forgetsWhatIsADayOld() {
        CapacityEstimate estimate = CapacityEstimate.declared(1_000);
        for (int i = 0; i < 60; i++) {
            estimate = estimate.withNode(NOW + i * 60_000, 0.5, 200);
        }
        for (int i = 0; i < 120; i++) {
            estimate = estimate.withNode(NOW + 25 * HOUR + i * 60_000, 0.5, 450);
        }

        assertThat(estimate.unitsPerNode()).isCloseTo(900, within(30.0));
    }

    @Test
    void countsLessOfANodeWhenTenCarryNoMoreThanSeven() {
        CapacityEstimate estimate = CapacityEstimate.declared(1_000);
        for (int i = 0; i < 50; i++) {
            estimate = estimate.withPool(NOW + i, 10, 4_200, 0.6);
        }

        assertThat(estimate.shared()).isCloseTo(0.7, within(0.01));
    }

    @Test
    void neverCountsLessThanHalfOfANode() {
        CapacityEstimate estimate = CapacityEstimate.declared(1_000).withPool(NOW, 10, 100, 0.9);

        assertThat(estimate.shared()).isEqualTo(0.5);
    }
}
