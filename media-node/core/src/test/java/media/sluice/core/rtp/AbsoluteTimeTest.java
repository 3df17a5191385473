package media.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AbsoluteTimeTest {

    /** RFC 3550 §6.4.1, figure 2: the worked example of a round trip of 6.125 s. */
    @Test
    void followsTheExampleOfRfc3550() {
        long arrival = 0xb44d_b705_2000_0000L;
        long middle = 0xb705_2000L;
        assertThat(AbsoluteTime.middle(arrival)).isEqualTo((int) middle);
        long dlsr = 0x0005_4000L;
        long lsr = 0xb705_2000L;
        long answer = 0xb710_8000L;
        assertThat(AbsoluteTime.nanosOfShort(dlsr)).isEqualTo(5_250_000_000L);
        assertThat(AbsoluteTime.nanosOfShort(answer - dlsr - lsr)).isEqualTo(6_125_000_000L);
        assertThat(AbsoluteTime.shortOfNanos(5_250_000_000L)).isEqualTo(dlsr);
    }

    @Test
    void convertsBothWays() {
        assertThat(AbsoluteTime.ntpOfUnixNanos(0)).isEqualTo(2_208_988_800L << 32);
        assertThat(AbsoluteTime.ntpOfNanos(500_000_000)).isEqualTo(0x8000_0000L);
        assertThat(AbsoluteTime.ntpOfNanos(-500_000_000)).isEqualTo(-0x8000_0000L);
        for (long nanos :
                new long[] {1, 999, 1_234_567_891L, -1_234_567_891L, 86_400_000_000_000L}) {
            long back = AbsoluteTime.nanosOfNtp(AbsoluteTime.ntpOfNanos(nanos));
            assertThat(back).isBetween(nanos - 1, nanos);
        }
    }

    @Test
    void sendTimeWrapsAfter64Seconds() {
        assertThat(AbsoluteTime.sendTime(1_000_000_000L)).isEqualTo(1 << 18);
        assertThat(AbsoluteTime.sendTime(64_500_000_000L)).isEqualTo(1 << 17);
        assertThat(AbsoluteTime.sendTime(63_999_999_999L)).isEqualTo(0xFF_FFFF);
        assertThat(AbsoluteTime.sendTime(-1_000_000_000L)).isEqualTo(63 << 18);
    }

    @Test
    void shortDelaySaturates() {
        assertThat(AbsoluteTime.shortOfNanos(-5)).isZero();
        assertThat(AbsoluteTime.shortOfNanos(100_000_000_000_000L)).isEqualTo(0xFFFF_FFFFL);
    }
}
