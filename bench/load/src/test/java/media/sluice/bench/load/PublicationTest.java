package media.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PublicationTest {
    private static final long MILLI = 1_000_000;
    private static final Publication.Pace PACE = new Publication.Pace(true, 1, 100 * MILLI, 1_100);

    private final Publication stream = new Publication((_, _, _, _) -> {}, PACE, 7, "0");

    @Test
    void keepsItsPaceWhenItIsCalledLate() {
        stream.start(0);

        assertThat(stream.onTime(3 * MILLI)).isEqualTo(100 * MILLI);
        assertThat(stream.onTime(150 * MILLI)).isEqualTo(200 * MILLI);
        assertThat(stream.sent()).isEqualTo(2);
    }

    @Test
    void doesNotCatchUpAfterAStall() {
        stream.start(0);

        assertThat(stream.onTime(1_000 * MILLI)).isEqualTo(1_100 * MILLI);
        assertThat(stream.sent()).isEqualTo(1);
    }

    @Test
    void isCalledNoMoreOnceItHasStopped() {
        stream.start(0);
        stream.stop();

        assertThat(stream.onTime(0)).isEqualTo(Loop.Timed.DONE);
        assertThat(stream.sent()).isZero();
    }
}
