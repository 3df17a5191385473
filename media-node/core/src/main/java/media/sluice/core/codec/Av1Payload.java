package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The AV1 aggregation header (AV1 RTP specification §4.4): {@code |Z|Y|W W|N|-|-|-|}. N marks the
 * first packet of a coded video sequence, which starts with a key frame.
 */
public final class Av1Payload {

    private static final int Z = 0x80;
    private static final int N = 0x08;

    private Av1Payload() {}

    /** Whether a coded video sequence, so a key frame, starts in this payload. */
    public static boolean isKeyFrameStart(MemorySegment segment, long offset, int length) {
        // N with Z would start a sequence in the middle of an OBU, which the specification forbids.
        return length > 1 && (Bytes.u8(segment, offset) & (N | Z)) == N;
    }
}
