package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rival behaves as Kubernetes documents it: otherwise the comparison says nothing. */
final class HorizontalPodAutoscalerTest {

    private static final long SECOND = 1_000;

    @Test
    void asksForCurrentReplicasTimesMeasuredOverTarget() {
        assertThat(proposal(4, 1.0, 0, 0.5)).isEqualTo(8);
        assertThat(proposal(4, 0.35, 0, 0.7)).isEqualTo(2);
        assertThat(proposal(5, 0.8, 0, 0.6)).isEqualTo(7);
    }

    @Test
    void leavesADeviationOfATenthAlone() {
        assertThat(proposal(10, 0.769, 0, 0.7)).isEqualTo(10);
        assertThat(proposal(10, 0.771, 0, 0.7)).isEqualTo(12);
        assertThat(proposal(10, 0.631, 0, 0.7)).isEqualTo(10);
        assertThat(proposal(10, 0.629, 0, 0.7)).isEqualTo(9);
    }

    @Test
    void countsPodsThatAreNotReadyAsIdleWhenItGrows() {
        // Four at 100 % want 6 of 70 %; with two idle ones the mean is 67 %: inside the tolerance.
        assertThat(HorizontalPodAutoscaler.proposal(6, Collections.nCopies(4, 1.0), 2, 0.7))
                .isEqualTo(6);
        assertThat(HorizontalPodAutoscaler.proposal(5, Collections.nCopies(4, 1.0), 1, 0.7))
                .isEqualTo(6);
    }

    @Test
    void leavesPodsThatAreNotReadyOutWhenItShrinks() {
        assertThat(HorizontalPodAutoscaler.proposal(6, Collections.nCopies(4, 0.2), 2, 0.7))
                .isEqualTo(2);
    }

    @Test
    void changesNothingWithoutMetrics() {
        assertThat(HorizontalPodAutoscaler.proposal(3, List.of(), 3, 0.7)).isEqualTo(3);
    }

    @Test
    void shrinksToTheHighestRecommendationOfFiveMinutesOnly() {
        Bench bench = new Bench();
        HorizontalPodAutoscaler hpa = bench.hpa(10);

        assertThat(hpa.stabilized(10, 0)).isEqualTo(10);
        assertThat(hpa.stabilized(4, 100 * SECOND)).isEqualTo(10);
        assertThat(hpa.stabilized(3, 299 * SECOND)).isEqualTo(10);
        assertThat(hpa.stabilized(3, 301 * SECOND)).isEqualTo(4);
        assertThat(hpa.stabilized(3, 401 * SECOND)).isEqualTo(3);
    }

    @Test
    void growsByFourPodsOrDoubleInFifteenSeconds() {
        assertThat(new Bench().hpa(3).rated(50)).isEqualTo(7);
        assertThat(new Bench().hpa(10).rated(50)).isEqualTo(20);
        assertThat(new Bench().hpa(10).rated(12)).isEqualTo(12);
        assertThat(new Bench().hpa(10).rated(2)).isEqualTo(2);
    }

    @Test
    void growsAtItsNextLook() {
        Bench bench = new Bench();
        bench.hpa(1).begin();
        bench.cluster.events().runUntil(60 * SECOND);
        // Twelve nodes' worth of load on one.
        bench.load(1, 12);

        bench.cluster.events().runUntil(100 * SECOND);
        assertThat(bench.pool.nodes.size()).isGreaterThan(1);
    }

    @Test
    void deletesPodsThatAreNotReadyAndThenTheYoungest() {
        Bench bench = new Bench();
        HorizontalPodAutoscaler hpa = bench.hpa(3);
        hpa.begin();
        bench.cluster.events().runUntil(600 * SECOND);
        MediaNode oldest = bench.pool.nodes.getFirst();
        bench.cluster.create(bench.pool);
        bench.cluster.events().runUntil(700 * SECOND);

        assertThat(bench.pool.nodes).hasSize(3).contains(oldest);
    }

    @Test
    void aDeletedPodStaysUntilItsRoomsEnd() {
        Bench bench = new Bench();
        bench.cluster.create(bench.pool);
        bench.cluster.events().runUntil(60 * SECOND);
        bench.load(1, 1);
        bench.cluster.events().runUntil(62 * SECOND);
        MediaNode node = bench.pool.nodes.getFirst();

        bench.cluster.cordon(node, MediaNode.Phase.CORDONED, false);

        assertThat(bench.pool.nodes).contains(node);
        bench.cluster.events().runUntil(10_000 * SECOND);
        assertThat(bench.pool.nodes).isEmpty();
        assertThat(bench.cluster.calls().dropped()).isZero();
    }

    private static int proposal(int pods, double utilization, int unready, double target) {
        return HorizontalPodAutoscaler.proposal(
                pods, Collections.nCopies(pods, utilization), unready, target);
    }
}
