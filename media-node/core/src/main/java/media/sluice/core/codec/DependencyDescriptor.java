package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The mandatory fields and first flags of the dependency descriptor header extension (AV1 RTP
 * specification, appendix A) of the last parsed packet. Templates are not read yet: layers of one
 * AV1 stream are all forwarded.
 */
public final class DependencyDescriptor {

    private static final int MANDATORY = 3;

    private int head;
    private int frameNumber;
    private boolean structurePresent;

    /** Parses the extension's value; false if it is cut short. */
    public boolean parse(MemorySegment segment, long offset, int length) {
        structurePresent = false;
        if (length < MANDATORY) {
            head = 0;
            frameNumber = 0;
            return false;
        }
        head = Bytes.u8(segment, offset);
        frameNumber = Bytes.u16(segment, offset + 1);
        structurePresent =
                length > MANDATORY && (Bytes.u8(segment, offset + MANDATORY) & 0x80) != 0;
        return true;
    }

    public boolean isFrameStart() {
        return (head & 0x80) != 0;
    }

    public boolean isFrameEnd() {
        return (head & 0x40) != 0;
    }

    /** The frame dependency template id, 0..63. */
    public int templateId() {
        return head & 0x3F;
    }

    public int frameNumber() {
        return frameNumber;
    }

    /** A template structure is attached only at key frames. */
    public boolean isKeyFrameStart() {
        return structurePresent && isFrameStart();
    }
}
