package media.sluice.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import media.sluice.core.wire.AllocationProbe;
import org.junit.jupiter.api.Test;

class NackGeneratorTest {

    private static final long MILLI = 1_000_000L;

    private final NackGenerator generator = new NackGenerator();
    private final int[] due = new int[NackGenerator.CAPACITY];

    @Test
    void repairsGapAfterReorder() {
        generator.onPacket(1, 0);
        assertThat(generator.onPacket(3, MILLI)).isEqualTo(NackOutcome.GAP);
        assertThat(generator.onPacket(2, 3 * MILLI)).isEqualTo(NackOutcome.RECOVERED);

        assertThat(generator.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(poll(1000)).isEmpty();
    }

    @Test
    void requestsAcrossTheWrap() {
        generator.onPacket(65533, 0);
        generator.onPacket(2, 0);

        assertThat(generator.nextDeadlineNanos()).isEqualTo(NackGenerator.REORDER_NANOS);
        assertThat(poll(4)).isEmpty();
        assertThat(poll(5)).containsExactly(65534, 65535, 0, 1);
    }

    @Test
    void repeatsWithBackOffAndGivesUp() {
        generator.onPacket(1, 0);
        generator.onPacket(3, 0);
        var times = new ArrayList<Long>();
        while (generator.nextDeadlineNanos() != Long.MAX_VALUE) {
            long now = generator.nextDeadlineNanos();
            if (generator.pollDue(now, due) > 0) {
                times.add(now / MILLI);
            }
        }

        // 70 ms, then 1.25 times longer each
        assertThat(times).containsExactly(5L, 75L, 162L, 271L, 408L);
        assertThat(generator.abandoned()).isEqualTo(1);
        assertThat(generator.missing()).isZero();
    }

    @Test
    void intervalStaysBetweenItsBounds() {
        generator.onRoundTrip(MILLI);
        generator.onPacket(1, 0);
        generator.onPacket(3, 0);
        poll(5);
        assertThat(generator.nextDeadlineNanos()).isEqualTo(25 * MILLI);

        generator.onRoundTrip(5_000 * MILLI);
        generator.onPacket(5, 10 * MILLI);
        assertThat(poll(15)).containsExactly(4);
        assertThat(poll(25)).containsExactly(2);
        assertThat(poll(414)).containsExactly(2);
        assertThat(poll(415)).containsExactly(4);
    }

    @Test
    void asksForNothingAfterALargeJump() {
        generator.onPacket(1, 0);
        generator.onPacket(5, 0);

        assertThat(generator.onPacket(5 + 1001, MILLI)).isEqualTo(NackOutcome.RESET);
        assertThat(generator.missing()).isZero();
        assertThat(poll(1000)).isEmpty();
        assertThat(generator.onPacket(1007, 2 * MILLI)).isEqualTo(NackOutcome.IN_ORDER);
        assertThat(generator.onPacket(5, 2 * MILLI)).isEqualTo(NackOutcome.RESET);
    }

    @Test
    void wantsTheNewestOfTooMany() {
        generator.onPacket(1, 0);
        generator.onPacket(52, 0);
        generator.onPacket(352, 0);

        List<Integer> wanted = poll(5);
        assertThat(wanted).hasSize(100).startsWith(252).endsWith(351);
        assertThat(generator.abandoned()).isEqualTo(50 + 199);
    }

    @Test
    void tellsRepeatsFromRepairs() {
        generator.onPacket(1, 0);
        generator.onPacket(3, 0);

        assertThat(generator.onPacket(3, 0)).isEqualTo(NackOutcome.UNEXPECTED);
        assertThat(generator.onPacket(1, 0)).isEqualTo(NackOutcome.UNEXPECTED);
        assertThat(generator.onPacket(2, 0)).isEqualTo(NackOutcome.RECOVERED);
        assertThat(generator.onPacket(2, 0)).isEqualTo(NackOutcome.UNEXPECTED);
    }

    @Test
    void givesTheRestLaterWhenTheArrayIsSmall() {
        generator.onPacket(1, 0);
        generator.onPacket(6, 0);
        int[] small = new int[3];

        assertThat(generator.pollDue(5 * MILLI, small)).isEqualTo(3);
        assertThat(generator.nextDeadlineNanos()).isEqualTo(5 * MILLI);
        assertThat(generator.pollDue(5 * MILLI, small)).isEqualTo(1);
        assertThat(small[0]).isEqualTo(5);
    }

    @Test
    void wantsExactlyWhatDidNotCome() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        for (int round = 0; round < 300; round++) {
            checkRandomArrival(new Random(seed + round));
        }
    }

    private static void checkRandomArrival(Random random) {
        var generator = new NackGenerator();
        int start = random.nextInt(0x1_0000);
        var missing = new HashSet<Integer>();
        int next = start + 1;
        generator.onPacket(start, 0);
        for (int i = 0; i < 500; i++) {
            if (!missing.isEmpty() && (missing.size() > 80 || random.nextInt(4) == 0)) {
                int late = missing.iterator().next();
                missing.remove(late);
                assertThat(generator.onPacket(late, 0)).isEqualTo(NackOutcome.RECOVERED);
            } else {
                for (int skip = random.nextInt(3); skip > 0; skip--) {
                    missing.add(next++ & 0xFFFF);
                }
                generator.onPacket(next++ & 0xFFFF, 0);
            }
        }
        int[] due = new int[NackGenerator.CAPACITY];
        int count = generator.pollDue(NackGenerator.REORDER_NANOS, due);
        var wanted = new HashSet<Integer>();
        for (int i = 0; i < count; i++) {
            wanted.add(due[i]);
        }
        assertThat(wanted).isEqualTo(missing);
    }

    @Test
    void lossDetectionAllocatesNothing() {
        int[] sequence = new int[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    sequence[0] += sequence[0] % 7 == 0 ? 3 : 1;
                    generator.onPacket(sequence[0] & 0xFFFF, sequence[0] * MILLI);
                    generator.pollDue(sequence[0] * MILLI, due);
                });

        assertThat(allocated).isZero();
        assertThat(generator.requested()).isPositive();
    }

    private List<Integer> poll(long millis) {
        int count = generator.pollDue(millis * MILLI, due);
        var list = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            list.add(due[i]);
        }
        return list;
    }
}
