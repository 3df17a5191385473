package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03 §2.2), an application layer
 * feedback message.
 *
 * <pre>
 *  'R' 'E' 'M' 'B' | Num SSRC (8) | BR Exp (6) | BR Mantissa (18) | SSRC feedback ...
 * </pre>
 */
public final class Remb {

    static final int LENGTH = 20;
    static final int IDENTIFIER = 'R' << 24 | 'E' << 16 | 'M' << 8 | 'B';
    static final int MANTISSA_BITS = 18;

    private Remb() {}

    /** Whether application layer feedback is a REMB. */
    public static boolean isRemb(MemorySegment segment, RtcpCursor packet) {
        return isRemb(segment, packet.at(), packet.length());
    }

    /** The estimate in bits per second, saturated at {@link Long#MAX_VALUE}. */
    public static long bitrateBps(MemorySegment segment, RtcpCursor packet) {
        int field = Bytes.u24(segment, packet.at() + 17);
        long mantissa = field & (1 << MANTISSA_BITS) - 1;
        int exponent = field >>> MANTISSA_BITS;
        return exponent > Long.numberOfLeadingZeros(mantissa) - 1 && mantissa != 0
                ? Long.MAX_VALUE
                : mantissa << exponent;
    }

    /** Number of streams that the estimate covers, 0..255. */
    public static int ssrcs(MemorySegment segment, RtcpCursor packet) {
        return Bytes.u8(segment, packet.at() + 16);
    }

    public static int ssrc(MemorySegment segment, RtcpCursor packet, int index) {
        return Bytes.i32(segment, packet.at() + LENGTH + 4L * index);
    }

    static boolean isRemb(MemorySegment segment, long at, int length) {
        return length >= LENGTH && Bytes.i32(segment, at + 12) == IDENTIFIER;
    }
}
