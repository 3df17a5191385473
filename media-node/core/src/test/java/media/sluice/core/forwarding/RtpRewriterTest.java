package media.sluice.core.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import media.sluice.core.forwarding.RtpRewriter.Action;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class RtpRewriterTest {

    private static final int CLOCK = 90_000;
    private static final long MILLI = 1_000_000L;
    private final RtpRewriter rewriter = new RtpRewriter(CLOCK);

    private long forward(int source, long sequence, int timestamp, long now) {
        assertThat(rewriter.map(source, sequence, timestamp, false, now)).isEqualTo(Action.FORWARD);
        return rewriter.outSequence();
    }

    private void anchor(int source, long sequence, int timestamp, long now) {
        rewriter.anchor(source, sequence, timestamp, now, RtpRewriter.RELATION_UNKNOWN);
    }

    @Test
    void startsWithThePublishersNumbers() {
        anchor(0, 0x3_1234, 777, 0);

        assertThat(forward(0, 0x3_1234, 777, 0)).isEqualTo(0x1234);
        assertThat(rewriter.outTimestamp()).isEqualTo(777);
    }

    @Test
    void keepsGapOfLostPacketAndFillsItLate() {
        anchor(0, 100, 0, 0);
        assertThat(forward(0, 100, 0, 0)).isEqualTo(100);
        assertThat(forward(0, 103, 10, 0)).isEqualTo(103);
        assertThat(forward(0, 101, 1, 0)).isEqualTo(101);
        assertThat(rewriter.outTimestamp()).isEqualTo(1);
        assertThat(rewriter.isMissing(0, 102)).isTrue();
        assertThat(rewriter.map(0, 101, 1, false, 0)).isEqualTo(Action.DUPLICATE);
        assertThat(rewriter.map(0, 103, 10, false, 0)).isEqualTo(Action.DUPLICATE);
    }

    @Test
    void removesWithoutGapButPadsWhatWasMissing() {
        anchor(0, 100, 0, 0);
        forward(0, 100, 0, 0);
        assertThat(rewriter.map(0, 101, 0, true, 0)).isEqualTo(Action.REMOVED);
        assertThat(forward(0, 102, 0, 0)).isEqualTo(101);
        assertThat(forward(0, 104, 0, 0)).isEqualTo(103);
        assertThat(rewriter.map(0, 103, 0, true, 0)).isEqualTo(Action.FILLER);
        assertThat(rewriter.outSequence()).isEqualTo(102);
        assertThat(rewriter.map(0, 101, 0, true, 0)).isEqualTo(Action.REMOVED);
    }

    @Test
    void refusesWhatIsOlderThanTheStartOrTheWindow() {
        anchor(0, 1000, 0, 0);
        forward(0, 1000, 0, 0);
        assertThat(rewriter.map(0, 999, 0, false, 0)).isEqualTo(Action.TOO_OLD);
        for (long i = 1001; i < 2000; i++) {
            forward(0, i, 0, 0);
        }
        assertThat(rewriter.map(0, 1400, 0, false, 0)).isEqualTo(Action.TOO_OLD);
    }

    @Test
    void switchesWithoutGapAndFillsTheOldSourcesGapsLater() {
        anchor(0, 100, 1000, 0);
        forward(0, 100, 1000, 0);
        forward(0, 102, 1000, 0);
        anchor(1, 60_000, 5_000_000, 20 * MILLI);

        assertThat(forward(1, 60_000, 5_000_000, 20 * MILLI)).isEqualTo(103);
        assertThat(rewriter.outTimestamp()).isEqualTo(1000 + 1800);
        assertThat(rewriter.map(1, 59_999, 0, false, 0)).isEqualTo(Action.TOO_OLD);
        assertThat(forward(0, 101, 1000, 21 * MILLI)).isEqualTo(101);
        assertThat(rewriter.outTimestamp()).isEqualTo(1000);
        assertThat(rewriter.map(0, 101, 1000, false, 0)).isEqualTo(Action.TOO_OLD);
        assertThat(rewriter.map(0, 103, 1000, false, 0)).isEqualTo(Action.TOO_OLD);
        assertThat(rewriter.map(2, 1, 1, false, 0)).isEqualTo(Action.OTHER_SOURCE);
        assertThat(forward(1, 60_001, 5_003_000, 50 * MILLI)).isEqualTo(104);
    }

    @Test
    void takesTheClockRelationWhereItIsKnown() {
        anchor(0, 1, 10_000, 0);
        forward(0, 1, 10_000, 0);
        // The other source's clock runs 700,000 ahead; its packet came 5 ms late.
        rewriter.anchor(1, 9, 713_000, 38 * MILLI, 700_000);
        forward(1, 9, 713_000, 38 * MILLI);

        assertThat(rewriter.outTimestamp()).isEqualTo(13_000);
    }

    @Test
    void distrustsRelationFarFromTheTimeOfArrival() {
        anchor(0, 1, 10_000, 0);
        forward(0, 1, 10_000, 0);
        rewriter.anchor(1, 9, 713_000, 10 * MILLI, 0x4000_0000);
        forward(1, 9, 713_000, 10 * MILLI);

        assertThat(rewriter.outTimestamp()).isEqualTo(10_900);
    }

    @Test
    void neverStepsBackInTimeAtSwitch() {
        anchor(0, 1, 10_000, 0);
        forward(0, 1, 10_000, 0);
        rewriter.anchor(1, 9, 9_000, 1, 0);
        forward(1, 9, 9_000, 1);

        assertThat(rewriter.outTimestamp()).isEqualTo(10_001);
    }

    @Test
    void goesOnAfterPauseByTheSourcesClock() {
        anchor(0, 1, 10_000, 0);
        forward(0, 1, 10_000, 0);
        anchor(0, 500, 10_000 + 20 * CLOCK, 20_010 * MILLI);

        assertThat(forward(0, 500, 10_000 + 20 * CLOCK, 20_010 * MILLI)).isEqualTo(2);
        assertThat(rewriter.outTimestamp()).isEqualTo(10_000 + 20 * CLOCK);
    }

    @Test
    void goesOnByTimePassedIfTheSourcesClockStood() {
        anchor(0, 1, 10_000, 0);
        forward(0, 1, 10_000, 0);
        anchor(0, 2, 10_900, 20_000 * MILLI);
        forward(0, 2, 10_900, 20_000 * MILLI);

        assertThat(rewriter.outTimestamp()).isEqualTo(10_000 + 20 * CLOCK);
    }

    @Test
    void collapsesGapTooLargeToRepair() {
        anchor(0, 1, 0, 0);
        forward(0, 1, 0, 0);
        assertThat(forward(0, 5000, 0, 0)).isEqualTo(3);
        assertThat(rewriter.map(0, 4999, 0, false, 0)).isEqualTo(Action.TOO_OLD);
    }

    @Test
    void exportsAndImports() throws CorruptStateException {
        anchor(0, 65_530, -5, 0);
        forward(0, 65_530, -5, 0);
        anchor(1, 7, 0, 10 * MILLI);
        forward(1, 7, 0, 10 * MILLI);
        forward(1, 9, 0, 10 * MILLI);
        var writer = new StateWriter();
        rewriter.export(writer, 30 * MILLI);
        var other = new RtpRewriter(CLOCK);
        other.restore(new StateReader(writer.toBytes()), 1_030 * MILLI);

        assertThat(other.map(1, 8, 0, false, 0)).isEqualTo(Action.FORWARD);
        assertThat(other.outSequence()).isEqualTo(65_532);
        assertThat(other.map(1, 9, 0, false, 0)).isEqualTo(Action.DUPLICATE);
        other.anchor(0, 65_600, 1, 1_040 * MILLI, RtpRewriter.RELATION_UNKNOWN);
        assertThat(other.map(0, 65_600, 1, false, 1_040 * MILLI)).isEqualTo(Action.FORWARD);
        assertThat(other.outSequence()).isEqualTo(65_534);
        assertThat(other.outTimestamp()).isEqualTo(-5 + 900 + 30 * 90);
    }

    @Test
    void skipsToTheEndOfTheLeaseAfterCrash() {
        anchor(0, 10, 0, 0);
        forward(0, 10, 0, 0);
        rewriter.skipTo(4106);

        assertThat(rewriter.map(0, 10, 0, false, 0)).isEqualTo(Action.TOO_OLD);
        anchor(0, 300, 90_000, 1000 * MILLI);
        assertThat(forward(0, 300, 90_000, 1000 * MILLI)).isEqualTo(4106);
        assertThat(rewriter.outTimestamp()).isEqualTo(90_000);
    }
}
