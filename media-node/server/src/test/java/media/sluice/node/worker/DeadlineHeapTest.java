package media.sluice.node.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeadlineHeapTest {

    private static final class Probe extends DeadlineHeap.Timed {
        private final int number;

        Probe(int number) {
            this.number = number;
        }

        @Override
        void onDeadline(long nowNanos) {}
    }

    @Test
    void givesWhatIsDueInTheOrderOfDeadlines() {
        long seed = 7;
        var random = new Random(seed);
        var heap = new DeadlineHeap();
        var deadlines = new long[500];
        var probes = new ArrayList<Probe>();
        for (int i = 0; i < deadlines.length; i++) {
            probes.add(new Probe(i));
        }
        // Moved several times each, some taken out again.
        for (int round = 0; round < 5; round++) {
            for (Probe probe : probes) {
                long deadline = random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextInt(1_000);
                deadlines[probe.number] = deadline;
                heap.schedule(probe, deadline);
            }
        }

        List<Long> given = new ArrayList<>();
        for (var due = heap.pollDue(2_000); due != null; due = heap.pollDue(2_000)) {
            given.add(deadlines[((Probe) due).number]);
        }

        long expected = java.util.Arrays.stream(deadlines).filter(d -> d < Long.MAX_VALUE).count();
        assertThat(given).as("seed %d", seed).isSorted().hasSize((int) expected);
        assertThat(heap.waitNanos(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void waitsForTheFirstDeadline() {
        var heap = new DeadlineHeap();
        heap.schedule(new Probe(1), 300);
        heap.schedule(new Probe(2), 200);

        assertThat(heap.waitNanos(150)).isEqualTo(50);
        assertThat(heap.waitNanos(250)).isZero();
        assertThat(heap.pollDue(199)).isNull();
    }
}
