package media.sluice.core.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

/**
 * Every parser takes every payload: nothing throws, nothing is read outside of it, what it reports
 * lies inside.
 */
class CodecFuzzTest {

    private static final int MARGIN = 3;
    private final MemorySegment target = MemorySegment.ofArray(new byte[Vp8Descriptor.MAX_SIZE]);

    private static MemorySegment segment(byte[] data) {
        MemorySegment segment = MemorySegment.ofArray(new byte[data.length + MARGIN]);
        MemorySegment.copy(MemorySegment.ofArray(data), 0, segment, MARGIN, data.length);
        return segment;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }

    @FuzzTest
    void vp8(byte[] data) {
        var descriptor = new Vp8Descriptor();
        if (descriptor.parse(segment(data), MARGIN, data.length)) {
            check(descriptor.size() < data.length, "descriptor longer than the payload");
            check(
                    descriptor.write(target, 0, 1, 2, 3) == descriptor.writtenSize(),
                    "size written differs from the size announced");
            var again = new Vp8Descriptor();
            MemorySegment copy = MemorySegment.ofArray(new byte[Vp8Descriptor.MAX_SIZE + 1]);
            MemorySegment.copy(target, 0, copy, 0, descriptor.writtenSize());
            check(again.parse(copy, 0, descriptor.writtenSize() + 1), "own output does not parse");
            check(again.temporalLayer() == descriptor.temporalLayer(), "layer changed");
            check(again.isLayerSync() == descriptor.isLayerSync(), "layer sync changed");
            check(descriptor.hasTemporalLayer() || !descriptor.isLayerSync(), "sync of no layer");
        }
    }

    @FuzzTest
    void vp9(byte[] data) {
        var descriptor = new Vp9Descriptor();
        if (descriptor.parse(segment(data), MARGIN, data.length)) {
            check(descriptor.size() < data.length, "descriptor longer than the payload");
            check(
                    descriptor.spatialLayers() > 0 || descriptor.width() + descriptor.height() == 0,
                    "a size without a structure");
            check(descriptor.pictureId() <= 0x7FFF, "picture id of more than 15 bits");
            check(descriptor.hasPictureId() || descriptor.pictureId() == 0, "an id of nothing");
            boolean isInLayer =
                    descriptor.isSwitchingUpPoint() || descriptor.isInterLayerDependent();
            check(descriptor.hasLayers() || !isInLayer, "a layer that is not told");
            check(
                    descriptor.isFrameStart() || !descriptor.isKeyFrameStart(),
                    "a key frame starts where no frame does");
            check(
                    descriptor.isFrameEnd() == ((data[0] & 0x04) != 0),
                    "the end of a frame by another bit");
        }
    }

    @FuzzTest
    void h264(byte[] data) {
        int found = H264Payload.inspect(segment(data), MARGIN, data.length);
        int possible = H264Payload.SPS | H264Payload.PPS | H264Payload.IDR_START;
        check((found & ~possible) == 0, "bits that mean nothing");
        check(found == 0 || sizedUnits(data, 24, 1), "found in an aggregate of no unit");
    }

    @FuzzTest
    void h265(byte[] data) {
        int found = H265Payload.inspect(segment(data), MARGIN, data.length);
        int possible = H265Payload.PARAMETERS | H265Payload.IRAP_START;
        check((found & ~possible) == 0, "bits that mean nothing");
    }

    /** Whether a payload that is an aggregate begins with a unit that fits. */
    private static boolean sizedUnits(byte[] data, int type, int header) {
        if ((data[0] & 0x1F) != type) {
            return true;
        }
        int size = (data[header] & 0xFF) << 8 | data[header + 1] & 0xFF;
        return size > 0 && header + 2 + size <= data.length;
    }

    @FuzzTest
    void av1(byte[] data) {
        Av1Payload.isKeyFrameStart(segment(data), MARGIN, data.length);
        var descriptor = new DependencyDescriptor();
        check(
                descriptor.parse(segment(data), MARGIN, data.length) == data.length >= 3,
                "three bytes are needed, and enough");
        check(
                descriptor.isFrameEnd() == (data.length >= 3 && (data[0] & 0x40) != 0),
                "the end of a frame by another bit");
        check(
                !descriptor.isKeyFrameStart() || data.length > 3,
                "a structure that is not there starts a key frame");
    }

    @FuzzTest
    void red(byte[] data) {
        var red = new RedPayload();
        if (red.parse(segment(data), MARGIN, data.length)) {
            int end = 0;
            for (int i = 0; i <= red.primary(); i++) {
                check(red.start(i) >= end && red.length(i) >= 0, "blocks overlap");
                end = red.start(i) + red.length(i);
            }
            check(end == data.length, "blocks do not fill the payload");
        }
    }
}
