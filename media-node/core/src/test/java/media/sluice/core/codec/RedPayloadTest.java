package media.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class RedPayloadTest {

    private final RedPayload red = new RedPayload();

    @Test
    void splitsBlocks() {
        MemorySegment payload =
                Payloads.of(0xEF, 0x1E, 0x00, 0x02, 0xEF, 0x0F, 0x00, 0x01, 0x6F, 1, 2, 3, 4, 5, 6);
        assertThat(red.parse(payload, 0, Payloads.size(payload))).isTrue();

        assertThat(red.redundantBlocks()).isEqualTo(2);
        assertThat(red.primary()).isEqualTo(2);
        assertThat(red.payloadType(0)).isEqualTo(111);
        assertThat(red.timestampOffset(0)).isEqualTo(1920);
        assertThat(red.timestampOffset(1)).isEqualTo(960);
        assertThat(red.start(0)).isEqualTo(9);
        assertThat(red.length(0)).isEqualTo(2);
        assertThat(red.start(1)).isEqualTo(11);
        assertThat(red.length(1)).isEqualTo(1);
        assertThat(red.start(2)).isEqualTo(12);
        assertThat(red.length(2)).isEqualTo(3);
    }

    @Test
    void refusesHostileLengths() {
        assertThat(red.parse(Payloads.of(), 0, 0)).isFalse();
        assertThat(red.parse(Payloads.of(0xEF), 0, 1)).isFalse();
        assertThat(red.parse(Payloads.of(0xEF, 0, 0, 5), 0, 4)).isFalse();
        assertThat(red.parse(Payloads.of(0xEF, 0, 3, 0xFF, 0x6F, 1), 0, 6)).isFalse();
        assertThat(red.primary()).isEqualTo(-1);
        int[] many = new int[4 * (RedPayload.MAX_REDUNDANT + 1) + 1];
        for (int i = 0; i < many.length - 1; i += 4) {
            many[i] = 0xEF;
        }
        assertThat(red.parse(Payloads.of(many), 0, many.length)).isFalse();
    }

    @Test
    void takesPrimaryAlone() {
        assertThat(red.parse(Payloads.of(0x6F, 9), 0, 2)).isTrue();
        assertThat(red.redundantBlocks()).isZero();
        assertThat(red.length(0)).isEqualTo(1);
    }
}
