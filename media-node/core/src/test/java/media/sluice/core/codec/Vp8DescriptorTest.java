package media.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Vp8DescriptorTest {

    private final Vp8Descriptor descriptor = new Vp8Descriptor();

    private boolean parse(int... bytes) {
        MemorySegment payload = Payloads.of(bytes);
        return descriptor.parse(payload, 0, bytes.length);
    }

    @Test
    void readsKeyFrameWithItsSize() {
        assertThat(
                        parse(
                                0x90, 0xE0, 0x92, 0x34, 0x07, 0x20, 0x10, 0x02, 0x00, 0x9D, 0x01,
                                0x2A, 0x00, 0x05, 0xD0, 0x42))
                .isTrue();

        assertThat(descriptor.size()).isEqualTo(6);
        assertThat(descriptor.isPictureStart()).isTrue();
        assertThat(descriptor.isKeyFrameStart()).isTrue();
        assertThat(descriptor.isLongPictureId()).isTrue();
        assertThat(descriptor.pictureId()).isEqualTo(0x1234);
        assertThat(descriptor.tl0PicIdx()).isEqualTo(7);
        assertThat(descriptor.temporalLayer()).isZero();
        assertThat(descriptor.isLayerSync()).isTrue();
        assertThat(descriptor.width()).isEqualTo(1280);
        assertThat(descriptor.height()).isEqualTo(0x2D0);
    }

    @Test
    void tellsDeltaFramesAndContinuationsFromKeyFrames() {
        assertThat(parse(0x10, 0x01)).isTrue();
        assertThat(descriptor.isKeyFrameStart()).isFalse();
        assertThat(parse(0x00, 0x00)).isTrue();
        assertThat(descriptor.isKeyFrameStart()).isFalse();
        // Start of a later partition.
        assertThat(parse(0x11, 0x00)).isTrue();
        assertThat(descriptor.isPictureStart()).isFalse();
        assertThat(descriptor.isKeyFrameStart()).isFalse();
    }

    @Test
    void refusesWhatIsCutShort() {
        int[] whole = {0x90, 0xF0, 0x92, 0x34, 0x07, 0x60, 0x00};
        for (int length = 0; length < whole.length; length++) {
            assertThat(parse(Arrays.copyOf(whole, length))).as("length %d", length).isFalse();
        }
        assertThat(parse(whole)).isTrue();
    }

    @Test
    void writesChangedNumbersAndKeepsTheRest() {
        MemorySegment target = MemorySegment.ofArray(new byte[Vp8Descriptor.MAX_SIZE]);
        assertThat(parse(0x90, 0xF0, 0x92, 0x34, 0x07, 0x65, 0x00)).isTrue();

        int written = descriptor.write(target, 0, 0x1235, 0x1FF, 6);

        assertThat(written).isEqualTo(descriptor.writtenSize()).isEqualTo(6);
        assertThat(target.mismatch(Payloads.of(0x90, 0xF0, 0x92, 0x35, 0xFF, 0x66))).isEqualTo(-1);
    }

    @Test
    void widensShortPictureId() {
        MemorySegment target = MemorySegment.ofArray(new byte[4]);
        assertThat(parse(0x90, 0x80, 0x7F, 0x00)).isTrue();
        assertThat(descriptor.isLongPictureId()).isFalse();

        int written = descriptor.write(target, 0, 0x80, 0, 0);

        assertThat(written).isEqualTo(descriptor.writtenSize()).isEqualTo(4);
        assertThat(target.mismatch(Payloads.of(0x90, 0x80, 0x80, 0x80))).isEqualTo(-1);
    }

    @Test
    void leavesPlainDescriptorAlone() {
        MemorySegment target = MemorySegment.ofArray(new byte[1]);
        assertThat(parse(0x10, 0x00)).isTrue();

        assertThat(descriptor.write(target, 0, 1, 2, 3)).isEqualTo(1);
        assertThat(target.mismatch(Payloads.of(0x10))).isEqualTo(-1);
    }
}
