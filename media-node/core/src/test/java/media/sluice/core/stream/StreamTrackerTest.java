package media.sluice.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import media.sluice.core.stream.StreamTracker.Judgement;
import media.sluice.core.stream.StreamTracker.State;
import org.junit.jupiter.api.Test;

class StreamTrackerTest {

    private static final long MILLI = 1_000_000L;

    private final StreamTracker tracker = new StreamTracker(Judgement.UPPER_VIDEO);

    @Test
    void firstPacketMakesItLive() {
        assertThat(tracker.state()).isEqualTo(State.UNSEEN);
        assertThat(tracker.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);

        assertThat(tracker.onPacket(0)).isTrue();
        assertThat(tracker.onPacket(0)).isFalse();

        assertThat(tracker.isLive()).isTrue();
        assertThat(tracker.nextDeadlineNanos()).isEqualTo(500 * MILLI);
    }

    @Test
    void stopsAfterACycleWithTooFewPackets() {
        packets(5, 0);
        assertThat(tracker.poll(500 * MILLI)).isFalse();
        packets(4, 600);

        assertThat(tracker.poll(1000 * MILLI)).isTrue();
        assertThat(tracker.state()).isEqualTo(State.STOPPED);
    }

    @Test
    void needsSeveralGoodCyclesToComeBack() {
        packets(1, 0);
        tracker.poll(500 * MILLI);
        for (int cycle = 1; cycle <= 4; cycle++) {
            assertThat(tracker.isLive()).isFalse();
            packets(5, 500L * cycle);
            tracker.poll(500L * (cycle + 1) * MILLI);
        }

        assertThat(tracker.isLive()).isTrue();
    }

    @Test
    void badCycleBeginsTheCountAgain() {
        packets(1, 0);
        tracker.poll(500 * MILLI);
        for (int cycle = 1; cycle <= 3; cycle++) {
            packets(5, 500L * cycle);
            tracker.poll(500L * (cycle + 1) * MILLI);
        }
        tracker.poll(2500 * MILLI);
        packets(5, 2600);
        tracker.poll(3000 * MILLI);

        assertThat(tracker.isLive()).isFalse();
    }

    @Test
    void stillScreenIsLive() {
        var screen = new StreamTracker(Judgement.SCREEN_SHARE);
        screen.onPacket(0);
        assertThat(screen.poll(1999 * MILLI)).isFalse();
        screen.onPacket(1999 * MILLI);
        screen.poll(2000 * MILLI);
        assertThat(screen.isLive()).isTrue();
        screen.poll(4000 * MILLI);
        assertThat(screen.isLive()).isFalse();
        screen.onPacket(4001 * MILLI);
        screen.poll(6000 * MILLI);
        assertThat(screen.isLive()).isTrue();
    }

    @Test
    void mutedStreamExpectsNothing() {
        packets(1, 0);
        tracker.reset();

        assertThat(tracker.poll(10_000 * MILLI)).isFalse();
        assertThat(tracker.onPacket(11_000 * MILLI)).isTrue();
    }

    private void packets(int count, long millis) {
        for (int i = 0; i < count; i++) {
            tracker.onPacket(millis * MILLI);
        }
    }
}
