package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/** What an H.265 payload (RFC 7798) holds, as bits: single NAL unit, AP and FU. */
public final class H265Payload {

    /** A video or sequence parameter set. */
    public static final int PARAMETERS = 1;

    /** The start of a slice of an IRAP picture (BLA, IDR, CRA). */
    public static final int IRAP_START = 2;

    private static final int FIRST_IRAP = 16;
    private static final int LAST_IRAP = 21;
    private static final int NAL_VPS = 32;
    private static final int NAL_SPS = 33;
    private static final int AP = 48;
    private static final int FU = 49;
    private static final int HEADER = 2;

    private H265Payload() {}

    /**
     * The bits {@link #PARAMETERS}, {@link #IRAP_START} of a payload; 0 for one that breaks the
     * format.
     */
    public static int inspect(MemorySegment segment, long offset, int length) {
        if (length < HEADER) {
            return 0;
        }
        int type = Bytes.u8(segment, offset) >>> 1 & 0x3F;
        if (type == AP) {
            return inspectAggregate(segment, offset, length);
        }
        if (type == FU) {
            if (length < HEADER + 1) {
                return 0;
            }
            int header = Bytes.u8(segment, offset + HEADER);
            return (header & 0x80) != 0 ? bit(header & 0x3F) : 0;
        }
        return bit(type);
    }

    private static int inspectAggregate(MemorySegment segment, long offset, int length) {
        int found = 0;
        int at = HEADER;
        while (at + 2 < length) {
            int size = Bytes.u16(segment, offset + at);
            at += 2;
            if (size == 0 || size > length - at) {
                return found;
            }
            found |= bit(Bytes.u8(segment, offset + at) >>> 1 & 0x3F);
            at += size;
        }
        return found;
    }

    private static int bit(int type) {
        if (type >= FIRST_IRAP && type <= LAST_IRAP) {
            return IRAP_START;
        }
        return type == NAL_VPS || type == NAL_SPS ? PARAMETERS : 0;
    }
}
