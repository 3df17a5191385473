package media.sluice.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ProvisionTimesTest {

    @Test
    void assumesASlowCloudBeforeAnyNodeStarted() {
        assertThat(ProvisionTimes.unknown().p95Seconds()).isEqualTo(120);
    }

    @Test
    void oneSlowNodeInTwentyDoesNotCount() {
        ProvisionTimes times = ProvisionTimes.unknown().with(900);
        for (int i = 0; i < 19; i++) {
            times = times.with(30 + i);
        }

        assertThat(times.p95Seconds()).isEqualTo(48);
    }

    @Test
    void twoSlowNodesInTwentyCount() {
        ProvisionTimes times = ProvisionTimes.unknown().with(900).with(800);
        for (int i = 0; i < 18; i++) {
            times = times.with(30);
        }

        assertThat(times.p95Seconds()).isEqualTo(800);
    }

    @Test
    void forgetsAllButTheLatestTwenty() {
        ProvisionTimes times =
                new ProvisionTimes(IntStream.range(0, 50).boxed().toList()).with(1_000);

        assertThat(times.seconds()).hasSize(20).startsWith(31).endsWith(1_000);
    }
}
