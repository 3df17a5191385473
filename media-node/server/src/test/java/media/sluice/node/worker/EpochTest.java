package media.sluice.node.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EpochTest {

    private final Epoch known = new Epoch(5, "a");

    @Test
    void allowsNewerEpochOfAnybody() {
        assertThat(new Epoch(6, "b").isAllowedAfter(known)).isTrue();
    }

    @Test
    void allowsEqualEpochOfTheSameOwnerOnly() {
        assertThat(new Epoch(5, "a").isAllowedAfter(known)).isTrue();
        assertThat(new Epoch(5, "b").isAllowedAfter(known)).isFalse();
    }

    @Test
    void refusesOlderEpochOfAnybody() {
        assertThat(new Epoch(4, "a").isAllowedAfter(known)).isFalse();
    }
}
