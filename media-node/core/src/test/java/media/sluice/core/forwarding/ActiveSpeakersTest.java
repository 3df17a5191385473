package media.sluice.core.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActiveSpeakersTest {

    private static final long MILLI = 1_000_000L;
    private final AudioLevelMeter loud = new AudioLevelMeter(48_000);
    private final AudioLevelMeter quiet = new AudioLevelMeter(48_000);
    private final ActiveSpeakers speakers = new ActiveSpeakers();

    private static void speak(AudioLevelMeter meter, int dbov, long fromMillis, long toMillis) {
        for (long t = fromMillis; t < toMillis; t += 20) {
            meter.observe(dbov, (int) (t * 48), t * MILLI);
        }
    }

    @Test
    void reportsSpeakerOnceAndItsSilenceOnce() {
        speakers.add(loud, 0);
        speakers.add(quiet, 0);
        speak(loud, 10, 0, 400);
        speak(quiet, 60, 0, 400);
        speakers.handleTimeout(399 * MILLI);
        assertThat(speakers.pollChanged()).isEqualTo(-1);

        speakers.handleTimeout(400 * MILLI);
        assertThat(speakers.pollChanged()).isZero();
        // 10^(-10/20) is 0.316, two thirds of it 0.21, rounded up to 2/8.
        assertThat(speakers.step(0)).isEqualTo(2);
        assertThat(speakers.pollChanged()).isEqualTo(-1);

        speakers.handleTimeout(2_000 * MILLI);
        assertThat(speakers.pollChanged()).isZero();
        assertThat(speakers.step(0)).isZero();
        speakers.handleTimeout(2_400 * MILLI);
        assertThat(speakers.pollChanged()).isEqualTo(-1);
    }

    @Test
    void countsWindowAsSpeechFromFortyPercentOn() {
        speak(loud, 10, 0, 160);
        speak(loud, 90, 160, 400);
        speak(quiet, 10, 0, 120);
        speak(quiet, 90, 120, 400);

        assertThat(loud.level(400 * MILLI)).isGreaterThan(0);
        assertThat(quiet.level(400 * MILLI)).isZero();
    }

    @Test
    void ignoresReorderedPacketsAndClockJumps() {
        speak(loud, 10, 0, 200);
        loud.observe(0, 0, 200 * MILLI);
        loud.observe(127, 0x7000_0000, 220 * MILLI);
        for (int i = 1; i < 10; i++) {
            loud.observe(127, 0x7000_0000 + i * 960, (220 + 20 * i) * MILLI);
        }

        assertThat(loud.level(400 * MILLI)).isGreaterThan(0);
    }

    @Test
    void keepsPlacesDenseWhenOneLeaves() {
        speakers.add(quiet, 0);
        speakers.add(loud, 0);
        speak(loud, 5, 0, 400);
        speakers.remove(speakers.place(quiet));

        speakers.handleTimeout(400 * MILLI);
        assertThat(speakers.pollChanged()).isZero();
        assertThat(speakers.place(loud)).isZero();
        speakers.remove(0);
        assertThat(speakers.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
