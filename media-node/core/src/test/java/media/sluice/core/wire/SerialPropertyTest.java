package media.sluice.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SerialPropertyTest {

    private final long seed = System.nanoTime();

    @Test
    void unwrapFindsTheNumberWithinHalfTheSpace() {
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long reference = random.nextLong(1L << 40);
            long number = reference + random.nextInt(-0x8000, 0x8000);
            assertThat(Serial.unwrap16(reference, (int) number & 0xFFFF)).isEqualTo(number);
            long far = reference + random.nextInt();
            assertThat(Serial.unwrap32(reference, (int) far)).isEqualTo(far);
        }
    }

    @Test
    void newerIsAntisymmetricExceptAtHalfTheSpace() {
        for (int a = 0; a < 0x1_0000; a += 257) {
            for (int b = 0; b < 0x1_0000; b += 251) {
                boolean isHalf = ((a - b) & 0xFFFF) == 0x8000;
                if (a != b && !isHalf) {
                    assertThat(Serial.isNewer16(a, b)).isNotEqualTo(Serial.isNewer16(b, a));
                }
            }
        }
        assertThat(Serial.isNewer16(0, 0xFFFF)).isTrue();
        assertThat(Serial.isNewer32(0, -1)).isTrue();
        assertThat(Serial.distance16(0xFFFF, 1)).isEqualTo(2);
    }
}
