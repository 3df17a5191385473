package media.sluice.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BytesTest {

    @Test
    void readsBigEndianAtOddOffsets() {
        MemorySegment segment = Packets.hex("00 81 82 83 84 85 86 87 88");

        assertThat(Bytes.u8(segment, 1)).isEqualTo(0x81);
        assertThat(Bytes.u16(segment, 1)).isEqualTo(0x8182);
        assertThat(Bytes.u24(segment, 1)).isEqualTo(0x818283);
        assertThat(Bytes.u32(segment, 1)).isEqualTo(0x81828384L);
        assertThat(Bytes.i32(segment, 1)).isEqualTo(0x81828384);
        assertThat(Bytes.i64(segment, 1)).isEqualTo(0x8182838485868788L);
    }

    @Test
    void writesWhatItReadsOnNativeMemory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(32);
            Bytes.put8(segment, 1, 0x1FF);
            Bytes.put16(segment, 3, 0x1FFFE);
            Bytes.put24(segment, 5, 0xABCDEF);
            Bytes.put32(segment, 9, 0xFEDCBA98L);
            Bytes.put64(segment, 13, Long.MIN_VALUE + 5);

            assertThat(Bytes.u8(segment, 1)).isEqualTo(0xFF);
            assertThat(Bytes.u16(segment, 3)).isEqualTo(0xFFFE);
            assertThat(Bytes.u24(segment, 5)).isEqualTo(0xABCDEF);
            assertThat(Bytes.u32(segment, 9)).isEqualTo(0xFEDCBA98L);
            assertThat(Bytes.i64(segment, 13)).isEqualTo(Long.MIN_VALUE + 5);
        }
    }

    @Test
    void refusesToLeaveTheSegment() {
        MemorySegment segment = Packets.room(4);

        assertThatThrownBy(() -> Bytes.u32(segment, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(Bytes.inside(segment, 1, 3)).isTrue();
        assertThat(Bytes.inside(segment, 1, 4)).isFalse();
        assertThat(Bytes.inside(segment, Long.MAX_VALUE, 1)).isFalse();
    }

    @Test
    void comparesEveryByte() {
        for (int length = 1; length < 20; length++) {
            MemorySegment left = Packets.room(length);
            for (int at = 0; at < length; at++) {
                MemorySegment right = Packets.room(length + 1);
                assertThat(Bytes.equal(left, 0, right, 1, length)).isTrue();
                Bytes.put8(right, at + 1, 1);
                assertThat(Bytes.equal(left, 0, right, 1, length)).isFalse();
                assertThat(Bytes.equalConstantTime(left, 0, right, 1, length)).isFalse();
            }
        }
    }
}
