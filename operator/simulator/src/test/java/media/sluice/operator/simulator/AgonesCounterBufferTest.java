package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rival behaves as Agones' counter policy: otherwise the comparison says nothing. */
final class AgonesCounterBufferTest {

    @Test
    void keepsAFifthOfTheWholeFree() {
        assertThat(AgonesCounterBuffer.buffer(800)).isEqualTo(200);
        assertThat(AgonesCounterBuffer.buffer(801)).isEqualTo(201);
        assertThat(AgonesCounterBuffer.buffer(0)).isZero();
    }

    @Test
    void addsWhatTheBufferLacksAtItsNextLook() {
        Bench bench = new Bench();
        bench.cluster.places(WholeRooms.packedBelow(800, bench.cluster), false, () -> {});
        new AgonesCounterBuffer(bench.cluster, 800, 1, 60).begin();
        bench.run(60_000);
        bench.load(1, 1);
        bench.run(31_000);

        // 972 counted need 1,215 of 800 each.
        assertThat(bench.pool.nodes).hasSize(2);
    }

    @Test
    void removesAnEmptyServerAtOnceAndOneWithARoomNever() {
        Bench bench = new Bench();
        bench.cluster.places(WholeRooms.packedBelow(800, bench.cluster), false, () -> {});
        bench.nodes(4);
        bench.cluster.start(Bench.room("one", bench.cluster.nowMillis(), 2, 1));
        bench.run(2_000);
        new AgonesCounterBuffer(bench.cluster, 800, 0, 60).begin();
        bench.run(31_000);

        assertThat(bench.pool.nodes).hasSize(1);
        assertThat(bench.pool.nodes.getFirst().legs).hasSize(1);
        bench.run(1_800_000);
        assertThat(bench.pool.nodes).hasSize(1);
        assertThat(bench.cluster.calls().dropped()).isZero();
    }

    @Test
    void fillsTheFullestServerThatIsNotFull() {
        Bench bench = new Bench();
        bench.cluster.places(WholeRooms.packedBelow(800, bench.cluster), false, () -> {});
        bench.nodes(3);
        bench.load(1, 1);
        bench.run(5_000);

        assertThat(bench.pool.nodes.stream().filter(node -> !node.legs.isEmpty()).count())
                .isLessThanOrEqualTo(2);
    }
}
