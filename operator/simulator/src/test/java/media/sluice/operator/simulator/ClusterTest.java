package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClusterTest {

    @Test
    void aNodeDeletedUnderARoomDropsItsCall() {
        Bench bench = new Bench().nodes(2);
        bench.cluster.start(Bench.room("room", bench.cluster.nowMillis(), 4, 1));
        bench.run(10_000);
        MediaNode node = nodeWithRoom(bench);

        bench.cluster.remove(node);
        bench.run(4_000_000);

        assertThat(bench.cluster.calls().calls()).isEqualTo(1);
        assertThat(bench.cluster.calls().dropped(CallLog.Cause.REMOVAL)).isEqualTo(1);
    }

    @Test
    void aDrainedNodeDropsNothing() {
        Bench bench = new Bench().placingLikeOurs().nodes(2);
        bench.cluster.start(Bench.room("room", bench.cluster.nowMillis(), 4, 1));
        bench.run(10_000);
        MediaNode node = nodeWithRoom(bench);

        bench.cluster.cordon(node, MediaNode.Phase.CORDONED, true);
        bench.run(10_000);

        assertThat(bench.pool.nodes).hasSize(1).doesNotContain(node);
        assertThat(nodeWithRoom(bench).load).isEqualTo(12);
        bench.run(4_000_000);
        assertThat(bench.cluster.calls().dropped()).isZero();
        assertThat(bench.cluster.tally().moves).isEqualTo(1);
    }

    @Test
    void aCrashIsNoDropWhenTheBackupTakesOver() {
        Bench bench = new Bench(true).placingLikeOurs().nodes(3);
        bench.cluster.start(Bench.room("room", bench.cluster.nowMillis(), 4, 1));
        bench.run(10_000);

        bench.cluster.crash(nodeWithRoom(bench));

        assertThat(nodeWithRoom(bench).load).isEqualTo(12);
        bench.run(4_000_000);
        assertThat(bench.cluster.calls().dropped()).isZero();
    }

    @Test
    void aCrashDropsTheCallWhenNobodyTakesOver() {
        Bench bench = new Bench(false).placingLikeOurs().nodes(3);
        bench.cluster.start(Bench.room("room", bench.cluster.nowMillis(), 4, 1));
        bench.run(10_000);

        bench.cluster.crash(nodeWithRoom(bench));
        bench.run(4_000_000);

        assertThat(bench.cluster.calls().dropped(CallLog.Cause.CRASH)).isEqualTo(1);
    }

    @Test
    void aNodeOverItsCapacityForTwoSecondsDropsItsCalls() {
        Bench bench = new Bench().nodes(1);
        bench.load(1, 2);
        bench.run(3_500);
        bench.run(4_000_000);

        assertThat(bench.cluster.calls().dropped(CallLog.Cause.OVERLOAD)).isEqualTo(18);
    }

    @Test
    void whoDoesNotFitJoinsThroughAnotherNodeAndARelayIsPaidFor() {
        Bench bench = new Bench().placingLikeOurs().nodes(2);
        // 90 people at nine streams each fill 81 % of a node; 110 would be over 85 %.
        bench.cluster.start(Bench.room("large", bench.cluster.nowMillis(), 110, 60));
        bench.run(70_000);

        assertThat(bench.pool.nodes)
                .allSatisfy(node -> assertThat(node.load).isBetween(1.0, 850.0));
        double load = bench.pool.nodes.stream().mapToDouble(node -> node.load).sum();
        assertThat(load).isEqualTo(110 * 9 + 2 * 9);
        assertThat(bench.cluster.tally().joinsOnOverloaded).isZero();
    }

    @Test
    void whoFindsNoNodeWaitsUntilOneIsReady() {
        Bench bench = new Bench().placingLikeOurs();
        bench.cluster.start(Bench.room("early", 0, 3, 1));
        bench.run(5_000);
        assertThat(bench.cluster.waitingStreams()).isPositive();

        bench.nodes(1);

        assertThat(nodeWithRoom(bench).load).isEqualTo(6);
        assertThat(bench.cluster.tally().joinsThatWaited).isEqualTo(3);
        assertThat(bench.cluster.tally().longestWaitMillis).isGreaterThan(10_000);
    }

    @Test
    void loadReturnsToNothingWhenAllRoomsEnded() {
        Bench bench = new Bench(true).placingLikeOurs().nodes(4);
        bench.load(30, 2);
        bench.run(60_000);
        bench.cluster.crash(nodeWithRoom(bench));
        bench.run(5_000_000);

        assertThat(bench.pool.nodes)
                .allSatisfy(node -> {
                    assertThat(node.legs).isEmpty();
                    assertThat(node.load).isZero();
                    assertThat(bench.cluster.inheritance().most(node)).isLessThan(1e-6);
                });
    }

    private static MediaNode nodeWithRoom(Bench bench) {
        return bench.pool.nodes.stream()
                .filter(node -> !node.legs.isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
