package media.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import media.sluice.core.rtcp.RtcpCursor;
import media.sluice.core.rtcp.RtcpFault;
import media.sluice.core.rtcp.TransportFeedback;
import media.sluice.core.rtcp.TransportFeedbackCursor;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Packets;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class TransportFeedbackGeneratorTest {

    private static final long MILLI = 1_000_000L;
    private static final long START = -777_123_456_789L;
    private static final int SSRC = 5;
    private static final long LOST = Long.MIN_VALUE;

    private final TransportFeedbackGenerator generator = new TransportFeedbackGenerator();
    private final MemorySegment packet = Packets.room(1400);
    private final RtcpCursor cursor = new RtcpCursor();
    private final TransportFeedbackCursor feedback = new TransportFeedbackCursor();

    @Test
    void isDueAfterTheInterval() {
        arrive(1, 0);
        arrive(2, 10);

        assertThat(generator.nextDeadlineNanos()).isEqualTo(START + 100 * MILLI);
        assertThat(generator.isDue(START + 99 * MILLI)).isFalse();
        assertThat(read(100)).containsOnlyKeys(1L, 2L);
        assertThat(generator.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(read(300)).isEmpty();
    }

    @Test
    void isDueSoonerAfterAFrame() {
        arrive(1, 0);
        generator.onPacket(2, SSRC, true, START + 10 * MILLI);

        assertThat(generator.nextDeadlineNanos()).isEqualTo(START + 50 * MILLI);
    }

    @Test
    void isDueAtOnceWhenManyPacketsWait() {
        for (int i = 0; i <= 99; i++) {
            arrive(i, 1);
        }
        assertThat(generator.isDue(START + MILLI)).isFalse();
        arrive(100, 2);
        assertThat(generator.isDue(START + 2 * MILLI)).isTrue();
    }

    @Test
    void tellsLossAndArrivalTimes() {
        arrive(65534, 0);
        arrive(1, 7);
        arrive(0, 9);

        Map<Long, Long> statuses = read(100);

        assertThat(statuses).containsOnlyKeys(65534L, 65535L, 0L, 1L);
        assertThat(at(statuses, 65535)).isEqualTo(LOST);
        assertThat(at(statuses, 1) - at(statuses, 65534)).isBetween(6750L, 7250L);
        assertThat(at(statuses, 0) - at(statuses, 1)).isBetween(1750L, 2250L);
    }

    @Test
    void lossBetweenTwoMessagesIsTold() {
        arrive(10, 0);
        read(100);
        arrive(13, 110);

        Map<Long, Long> statuses = read(200);
        assertThat(statuses).containsOnlyKeys(11L, 12L, 13L);
        assertThat(at(statuses, 11)).isEqualTo(LOST);
        assertThat(TransportFeedback.feedbackCount(packet, cursor)).isEqualTo(1);
    }

    @Test
    void latePacketIsToldAfterAll() {
        arrive(10, 0);
        arrive(12, 1);
        read(100);
        arrive(11, 110);

        Map<Long, Long> statuses = read(200);
        assertThat(statuses).containsOnlyKeys(11L, 12L);
        assertThat(at(statuses, 11)).isNotEqualTo(LOST);
    }

    @Test
    void duplicatesAndVeryLatePacketsAreNot() {
        arrive(10, 0);
        arrive(900, 1);
        arrive(900, 2);
        arrive(11, 3);

        assertThat(generator.duplicates()).isEqualTo(1);
        assertThat(generator.tooLate()).isEqualTo(1);
    }

    @Test
    void largeJumpBeginsAnew() {
        arrive(10, 0);
        arrive(2000, 1);
        assertThat(generator.restarts()).isEqualTo(1);
        assertThat(read(100)).containsOnlyKeys(2000L);

        arrive(100, 110);
        assertThat(read(300)).containsOnlyKeys(100L);
    }

    @Test
    void longSilenceTakesAnotherMessage() {
        arrive(1, 0);
        arrive(2, 20_000);

        assertThat(read(20_000)).containsOnlyKeys(1L);
        assertThat(generator.isDue(START + 20_000 * MILLI)).isTrue();
        assertThat(read(20_000)).containsOnlyKeys(2L);
        assertThat(generator.isDue(START + 30_000 * MILLI)).isFalse();
    }

    @Test
    void everyPacketIsToldWithItsTime() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var arrivals = new HashMap<Long, Long>();
        var told = new HashMap<Long, Long>();
        long sequence = random.nextInt(0x1_0000);
        long micros = 0;
        for (int i = 0; i < 30_000; i++) {
            sequence += random.nextInt(20) == 0 ? random.nextInt(1, 60) : 1;
            micros += random.nextInt(100) == 0 ? random.nextInt(9_000_000) : random.nextInt(3000);
            long now = START + micros * 1000;
            generator.onPacket((int) sequence & 0xFFFF, SSRC, random.nextInt(9) == 0, now);
            arrivals.put(sequence, now);
            if (random.nextInt(10) == 0) {
                long late = sequence - random.nextInt(100);
                generator.onPacket((int) late & 0xFFFF, SSRC, false, now);
                arrivals.putIfAbsent(late, now);
            }
            while (generator.isDue(now)) {
                long highest = sequence;
                read(now, 512 + random.nextInt(800))
                        .forEach((number, arrival) -> {
                            long extended = highest + (short) (number - highest);
                            if (arrival != LOST) {
                                told.put(extended, arrival);
                            }
                        });
            }
        }
        read(START + micros * 1000 + 100 * MILLI, 1400);
        told.forEach((number, arrival) -> checkArrival(arrivals, number, arrival));
        assertThat(told.size()).isGreaterThan(30_000 - 200);
    }

    private static void checkArrival(Map<Long, Long> arrivals, long number, long toldMicros) {
        assertThat(arrivals).containsKey(number);
        long arrival = at(arrivals, number);
        long span = (1L << 24) * 64_000;
        long expected = Math.floorMod(Math.floorDiv(arrival, 250_000L) * 250, span);
        assertThat(Math.floorMod(toldMicros, span)).isEqualTo(expected);
    }

    @Test
    void generatingAllocatesNothing() {
        long[] now = new long[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    now[0]++;
                    generator.onPacket(
                            (int) now[0] & 0xFFFF, SSRC, now[0] % 5 == 0, now[0] * MILLI);
                    if (generator.isDue(now[0] * MILLI)) {
                        generator.write(packet, 0, 1200, 1, now[0] * MILLI);
                    }
                });

        assertThat(allocated).isZero();
    }

    @Test
    void transportSequenceWrapsAndMoves() throws CorruptStateException {
        var sequence = new TransportSequence();
        sequence.skip(65535);
        assertThat(sequence.next()).isEqualTo(65535);
        assertThat(sequence.next()).isZero();
        var state = new StateWriter();
        sequence.export(state);
        var moved = new TransportSequence();
        moved.restore(new StateReader(state.toBytes()));
        assertThat(moved.next()).isEqualTo(1);
        assertThat(moved.sent()).isEqualTo(65538);
    }

    private static long at(Map<Long, Long> times, long number) {
        return times.getOrDefault(number, Long.MAX_VALUE);
    }

    private void arrive(int sequence, long millis) {
        generator.onPacket(sequence, SSRC, false, START + millis * MILLI);
    }

    private Map<Long, Long> read(long millis) {
        return read(START + millis * MILLI, 1400);
    }

    /** Sequence number to arrival in microseconds of the next message, {@link #LOST} for none. */
    private Map<Long, Long> read(long now, int capacity) {
        var statuses = new HashMap<Long, Long>();
        int length = generator.write(packet, 0, capacity, 1, now);
        if (length == 0) {
            return statuses;
        }
        assertThat(length).isLessThanOrEqualTo(capacity);
        assertThat(cursor.start(packet, 0, length)).isEqualTo(RtcpFault.NONE);
        cursor.next();
        assertThat(cursor.mediaSsrc()).isEqualTo(SSRC);
        feedback.start(packet, cursor);
        while (feedback.next()) {
            statuses.put(
                    (long) feedback.sequence(),
                    feedback.isReceived() ? feedback.arrivalMicros() : LOST);
        }
        return statuses;
    }
}
