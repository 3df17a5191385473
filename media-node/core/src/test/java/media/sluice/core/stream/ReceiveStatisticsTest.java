package media.sluice.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import media.sluice.core.rtcp.ReportBlock;
import media.sluice.core.rtcp.RtcpCursor;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Packets;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReceiveStatisticsTest {

    private static final long MILLI = 1_000_000L;

    private final MemorySegment packet = Packets.room(200);
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpCursor cursor = new RtcpCursor();
    private ReceiveStatistics statistics = new ReceiveStatistics(7, 8000);
    private long now = -5_000_000_000L;

    @Test
    void countsOverWrapAroundWithoutLoss() {
        receive(65530, 65535);
        receive(0, 100);

        assertThat(statistics.highestSequence()).isEqualTo(0x1_0000 + 100);
        assertThat(statistics.expected()).isEqualTo(107);
        assertThat(statistics.lost()).isZero();
    }

    @Test
    void reportsLossOfTheInterval() {
        receive(1, 100);
        receive(126, 200);
        report();

        assertThat(ReportBlock.fractionLost(packet, block())).isEqualTo(25 * 256 / 200);
        assertThat(ReportBlock.cumulativeLost(packet, block())).isEqualTo(25);
        assertThat(ReportBlock.highestSequence(packet, block())).isEqualTo(200);

        receive(201, 300);
        report();
        assertThat(ReportBlock.fractionLost(packet, block())).isZero();
        assertThat(ReportBlock.cumulativeLost(packet, block())).isEqualTo(25);
    }

    @Test
    void reorderedPacketsAreNotLostAndDuplicatesMakeLossNegative() {
        receive(10, 20);
        receive(22, 22);
        receive(21, 21);
        assertThat(statistics.lost()).isZero();

        receive(15, 17);
        report();
        assertThat(ReportBlock.cumulativeLost(packet, block())).isEqualTo(-3);
        assertThat(ReportBlock.fractionLost(packet, block())).isZero();
    }

    @Test
    void singleWildPacketChangesNothingAndSecondOneRestarts() {
        receive(100, 200);
        receive(40_000, 40_000);
        assertThat(statistics.highestSequence()).isEqualTo(200);

        receive(201, 210);
        assertThat(statistics.highestSequence()).isEqualTo(210);

        receive(50_000, 50_010);
        assertThat(statistics.highestSequence() & 0xFFFF).isEqualTo(50_010);
        assertThat(statistics.lost()).isEqualTo(-1);
    }

    @Test
    void packetsInsideTheReplayWindowNeverRestart() {
        receive(2000, 4000);
        receive(3000, 3010);

        assertThat(statistics.highestSequence()).isEqualTo(4000);
    }

    @Test
    void jitterFollowsTheFormulaOfRfc3550() {
        // 8 kHz, 20 ms: transit changes by 80 units (10 ms) at every packet
        double expected = 0;
        for (int i = 0; i < 200; i++) {
            now += (i % 2 == 0 ? 10 : 30) * MILLI;
            statistics.onPacket(i, i * 160, now);
            expected += i == 0 ? 0 : (80 - expected) / 16;
        }
        assertThat((double) statistics.jitter()).isCloseTo(expected, Offset.offset(1.0));
    }

    @Test
    void newTimelineIsNoJitter() {
        receive(1, 50);
        statistics.onPacket(51, 0x7000_0000, now);
        statistics.onPacket(52, 0x7000_0000, now);

        assertThat(statistics.jitter()).isLessThan(10);
    }

    @Test
    void refersToTheLastSenderReport() {
        receive(1, 2);
        report();
        assertThat(ReportBlock.lastSenderReport(packet, block())).isZero();

        statistics.onSenderReport(0x1234_5678_9ABC_DEF0L, now);
        now += 250 * MILLI;
        report();

        assertThat(ReportBlock.lastSenderReport(packet, block())).isEqualTo(0x5678_9ABC);
        assertThat(ReportBlock.delaySinceSenderReport(packet, block())).isEqualTo(65536 / 4);
    }

    @Test
    void passesOnTheLossOfTheSubscribers() {
        receive(1, 10);
        writer.start(packet, 0, 200);
        writer.receiverReport(1);
        statistics.report(writer, 77, now);

        assertThat(ReportBlock.fractionLost(packet, block())).isEqualTo(77);
        assertThat(statistics.lastFractionLost()).isZero();
    }

    @Test
    void outageOfAMoveIsNotLoss() throws CorruptStateException {
        receive(65_000, 65_100);
        receive(65_103, 65_110);
        var state = new StateWriter();
        statistics.export(state);
        statistics = new ReceiveStatistics(7, 8000);
        statistics.restore(new StateReader(state.toBytes()));

        receive(65_400, 65_535);
        receive(0, 10);

        assertThat(statistics.lost()).isEqualTo(2);
        assertThat(statistics.highestSequence()).isEqualTo(0x1_0000 + 10);
    }

    @Test
    void countingAllocatesNothing() {
        int[] sequence = new int[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    sequence[0]++;
                    statistics.onPacket(
                            sequence[0] & 0xFFFF, sequence[0] * 160, sequence[0] * MILLI);
                    writer.start(packet, 0, 100);
                    writer.receiverReport(1);
                    statistics.report(writer, 0, sequence[0] * MILLI);
                });

        assertThat(allocated).isZero();
        assertThat(statistics.lost()).isZero();
    }

    private void receive(int from, int to) {
        for (int sequence = from; sequence <= to; sequence++) {
            now += 20 * MILLI;
            statistics.onPacket(sequence, sequence * 160, now);
        }
    }

    private void report() {
        writer.start(packet, 0, 200);
        writer.receiverReport(1);
        assertThat(statistics.report(writer, 0, now)).isTrue();
    }

    private long block() {
        cursor.start(packet, 0, writer.length());
        cursor.next();
        return cursor.reportBlock(0);
    }
}
