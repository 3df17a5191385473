package media.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class KeyFrameDetectionTest {

    private static int h264(int... bytes) {
        return H264Payload.inspect(Payloads.of(bytes), 0, bytes.length);
    }

    private static int h265(int... bytes) {
        return H265Payload.inspect(Payloads.of(bytes), 0, bytes.length);
    }

    @Test
    void findsH264UnitsInAllForms() {
        assertThat(h264(0x67, 1, 2)).isEqualTo(H264Payload.SPS);
        assertThat(h264(0x65, 1, 2)).isEqualTo(H264Payload.IDR_START);
        assertThat(h264(0x41, 1, 2)).isZero();
        assertThat(h264(0x78, 0, 2, 0x67, 0, 0, 1, 0x68, 0, 2, 0x65, 0))
                .isEqualTo(H264Payload.SPS | H264Payload.PPS | H264Payload.IDR_START);
        assertThat(h264(0x7C, 0x85, 0)).isEqualTo(H264Payload.IDR_START);
        assertThat(h264(0x7C, 0x05, 0)).isZero();
    }

    @Test
    void stopsAtHostileH264Lengths() {
        assertThat(h264()).isZero();
        assertThat(h264(0x7C)).isZero();
        assertThat(h264(0x78)).isZero();
        assertThat(h264(0x78, 0xFF, 0xFF, 0x67)).isZero();
        assertThat(h264(0x78, 0, 0, 0x67)).isZero();
    }

    @Test
    void findsH265UnitsInAllForms() {
        assertThat(h265(0x42, 1, 0)).isEqualTo(H265Payload.PARAMETERS);
        assertThat(h265(0x26, 1, 0)).isEqualTo(H265Payload.IRAP_START);
        assertThat(h265(0x02, 1, 0)).isZero();
        assertThat(h265(0x60, 1, 0, 2, 0x40, 1, 0, 2, 0x26, 1)).isEqualTo(3);
        assertThat(h265(0x62, 1, 0x93, 0)).isEqualTo(H265Payload.IRAP_START);
        assertThat(h265(0x62, 1, 0x13, 0)).isZero();
        assertThat(h265(0x60, 1, 0xFF, 0xFF, 0x40)).isZero();
        assertThat(h265(0x62, 1)).isZero();
    }

    @Test
    void waitsForParameterSetsWhereTheyAreInBand() {
        VideoPayload payload = new VideoPayload();
        MemorySegment idr = Payloads.of(0x65, 0);
        MemorySegment sps = Payloads.of(0x67, 0);

        assertThat(payload.parse(Codec.H264, idr, 0, 2)).isTrue();
        assertThat(payload.isKeyFrameStart(false)).isTrue();
        assertThat(payload.isKeyFrameStart(true)).isFalse();
        assertThat(payload.parse(Codec.H264, sps, 0, 2)).isTrue();
        assertThat(payload.isKeyFrameStart(true)).isTrue();
    }

    @Test
    void readsAv1AggregationHeaderAndDependencyDescriptor() {
        assertThat(Av1Payload.isKeyFrameStart(Payloads.of(0x08, 0), 0, 2)).isTrue();
        assertThat(Av1Payload.isKeyFrameStart(Payloads.of(0x10, 0), 0, 2)).isFalse();
        assertThat(Av1Payload.isKeyFrameStart(Payloads.of(0x88, 0), 0, 2)).isFalse();
        assertThat(Av1Payload.isKeyFrameStart(Payloads.of(0x08), 0, 1)).isFalse();

        DependencyDescriptor descriptor = new DependencyDescriptor();
        assertThat(descriptor.parse(Payloads.of(0x80, 0x01, 0x02, 0x80), 0, 4)).isTrue();
        assertThat(descriptor.isKeyFrameStart()).isTrue();
        assertThat(descriptor.frameNumber()).isEqualTo(0x102);
        assertThat(descriptor.parse(Payloads.of(0xC3, 0x01, 0x02), 0, 3)).isTrue();
        assertThat(descriptor.isKeyFrameStart()).isFalse();
        assertThat(descriptor.isFrameEnd()).isTrue();
        assertThat(descriptor.templateId()).isEqualTo(3);
        assertThat(descriptor.parse(Payloads.of(0x80, 0x01), 0, 2)).isFalse();
    }

    @Test
    void readsVp9LayersAndStructure() {
        Vp9Descriptor vp9 = new Vp9Descriptor();

        // I, L, B, V; 15-bit picture id; TID 0 SID 0; TL0PICIDX; structure of 2 layers with sizes
        // and one picture.
        MemorySegment key =
                Payloads.of(
                        0xAA, 0x81, 0x02, 0x00, 0x05, 0x38, 0x01, 0x40, 0x00, 0xB4, 0x02, 0x80,
                        0x01, 0x68, 0x01, 0x04, 0x01, 0x99);
        assertThat(vp9.parse(key, 0, Payloads.size(key))).isTrue();
        assertThat(vp9.isKeyFrameStart()).isTrue();
        assertThat(vp9.pictureId()).isEqualTo(0x102);
        assertThat(vp9.tl0PicIdx()).isEqualTo(5);
        assertThat(vp9.spatialLayers()).isEqualTo(2);
        assertThat(vp9.width()).isEqualTo(640);
        assertThat(vp9.height()).isEqualTo(360);
        assertThat(vp9.size()).isEqualTo(17);

        // The upper spatial layer of a key picture and a predicted picture are no places to start.
        assertThat(vp9.parse(Payloads.of(0xA8, 0x05, 0x03, 0x05, 0), 0, 5)).isTrue();
        assertThat(vp9.spatialLayer()).isEqualTo(1);
        assertThat(vp9.isInterLayerDependent()).isTrue();
        assertThat(vp9.isKeyFrameStart()).isFalse();
        assertThat(vp9.parse(Payloads.of(0xE8, 0x05, 0x50, 0x05, 0), 0, 5)).isTrue();
        assertThat(vp9.temporalLayer()).isEqualTo(2);
        assertThat(vp9.isSwitchingUpPoint()).isTrue();
        assertThat(vp9.isKeyFrameStart()).isFalse();
    }

    @Test
    void refusesBrokenVp9() {
        Vp9Descriptor vp9 = new Vp9Descriptor();

        assertThat(vp9.parse(Payloads.of(0xAA, 0x81), 0, 2)).isFalse();
        assertThat(vp9.parse(Payloads.of(0x02, 0xF8), 0, 2)).isFalse();
        assertThat(vp9.parse(Payloads.of(0x02, 0x08, 0xFF, 0), 0, 4)).isFalse();
        // Four reference indices.
        assertThat(vp9.parse(Payloads.of(0x50, 3, 3, 3, 2, 0), 0, 6)).isFalse();
        assertThat(vp9.parse(Payloads.of(0x08), 0, 1)).isFalse();
    }
}
