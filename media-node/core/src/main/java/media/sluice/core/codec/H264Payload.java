package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * What an H.264 payload (RFC 6184) holds, as bits: single NAL unit, STAP-A and FU-A. Other
 * aggregation and fragmentation forms are not used by browsers and give 0.
 */
public final class H264Payload {

    /** A sequence parameter set: what a browser's key frame starts with. */
    public static final int SPS = 1;

    /** The start of a slice of an IDR picture. */
    public static final int IDR_START = 2;

    /** A picture parameter set. */
    public static final int PPS = 4;

    private static final int NAL_IDR = 5;
    private static final int NAL_SPS = 7;
    private static final int NAL_PPS = 8;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private H264Payload() {}

    /**
     * The bits {@link #SPS}, {@link #PPS}, {@link #IDR_START} of a payload; 0 for one that breaks
     * the format.
     */
    public static int inspect(MemorySegment segment, long offset, int length) {
        if (length < 1) {
            return 0;
        }
        int type = Bytes.u8(segment, offset) & 0x1F;
        if (type == STAP_A) {
            return inspectAggregate(segment, offset, length);
        }
        if (type == FU_A) {
            if (length < 2) {
                return 0;
            }
            int header = Bytes.u8(segment, offset + 1);
            return (header & 0x80) != 0 ? bit(header & 0x1F) : 0;
        }
        return bit(type);
    }

    private static int inspectAggregate(MemorySegment segment, long offset, int length) {
        int found = 0;
        int at = 1;
        while (at + 2 < length) {
            int size = Bytes.u16(segment, offset + at);
            at += 2;
            if (size == 0 || size > length - at) {
                return found;
            }
            found |= bit(Bytes.u8(segment, offset + at) & 0x1F);
            at += size;
        }
        return found;
    }

    private static int bit(int type) {
        return switch (type) {
            case NAL_IDR -> IDR_START;
            case NAL_SPS -> SPS;
            case NAL_PPS -> PPS;
            default -> 0;
        };
    }
}
