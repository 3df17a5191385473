package media.sluice.core.rtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The RTP header as static functions over {@code (segment, offset)} (RFC 3550 §5.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |                             SSRC                              |
 * |                    CSRC list (CC entries)                     |
 * |   extension profile           |    length in 32-bit words     |
 * </pre>
 *
 * Call {@link #check} once on what comes from the network; the accessors trust it. SSRC and
 * timestamp are ints holding 32 unsigned bits, the sequence number is 0..65535.
 */
public final class RtpHeader {

    /** Bytes of the header before CSRCs and extensions. */
    public static final int FIXED_LENGTH = 12;

    /** Bytes of the extension block before its elements. */
    public static final int EXTENSION_PREFIX_LENGTH = 4;

    private static final int VERSION_2 = 0x80;
    private static final int PADDING_BIT = 0x20;
    private static final int EXTENSION_BIT = 0x10;
    private static final int MARKER_BIT = 0x80;
    private static final int FIRST_RTCP_TYPE = 192;
    private static final int LAST_RTCP_TYPE = 223;

    private RtpHeader() {}

    /**
     * Whether the header lies inside the packet. Says nothing about padding, whose count is
     * encrypted under SRTP: see {@link #checkPadding}.
     */
    public static RtpFault check(MemorySegment segment, long offset, int length) {
        if (length < FIXED_LENGTH) {
            return RtpFault.TOO_SHORT;
        }
        int first = Bytes.u8(segment, offset);
        if ((first & 0xC0) != VERSION_2) {
            return RtpFault.NOT_VERSION_2;
        }
        int end = FIXED_LENGTH + 4 * (first & 0x0F);
        if (end > length) {
            return RtpFault.CSRC_OVERRUN;
        }
        if ((first & EXTENSION_BIT) == 0) {
            return RtpFault.NONE;
        }
        if (end + EXTENSION_PREFIX_LENGTH > length
                || end + EXTENSION_PREFIX_LENGTH + 4 * Bytes.u16(segment, offset + end + 2)
                        > length) {
            return RtpFault.EXTENSION_OVERRUN;
        }
        return RtpFault.NONE;
    }

    /** Whether the padding of a plain packet that passed {@link #check} fits its payload. */
    public static RtpFault checkPadding(MemorySegment segment, long offset, int length) {
        if (!hasPadding(segment, offset)) {
            return RtpFault.NONE;
        }
        int padding = Bytes.u8(segment, offset + length - 1);
        return padding == 0 || padding > length - length(segment, offset)
                ? RtpFault.PADDING_OVERRUN
                : RtpFault.NONE;
    }

    /**
     * Whether a datagram of at least two bytes that begins with version 2 is RTCP and not RTP, when
     * both share a port (RFC 5761 §4).
     */
    public static boolean isRtcp(MemorySegment segment, long offset) {
        int type = Bytes.u8(segment, offset + 1);
        return type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE;
    }

    public static int version(MemorySegment segment, long offset) {
        return Bytes.u8(segment, offset) >>> 6;
    }

    public static boolean hasPadding(MemorySegment segment, long offset) {
        return (Bytes.u8(segment, offset) & PADDING_BIT) != 0;
    }

    public static boolean hasExtension(MemorySegment segment, long offset) {
        return (Bytes.u8(segment, offset) & EXTENSION_BIT) != 0;
    }

    /** Number of contributing sources, 0..15. */
    public static int csrcCount(MemorySegment segment, long offset) {
        return Bytes.u8(segment, offset) & 0x0F;
    }

    public static boolean marker(MemorySegment segment, long offset) {
        return (Bytes.u8(segment, offset + 1) & MARKER_BIT) != 0;
    }

    /** 0..127. */
    public static int payloadType(MemorySegment segment, long offset) {
        return Bytes.u8(segment, offset + 1) & 0x7F;
    }

    /** 0..65535. */
    public static int sequence(MemorySegment segment, long offset) {
        return Bytes.u16(segment, offset + 2);
    }

    public static int timestamp(MemorySegment segment, long offset) {
        return Bytes.i32(segment, offset + 4);
    }

    public static int ssrc(MemorySegment segment, long offset) {
        return Bytes.i32(segment, offset + 8);
    }

    /** Bytes of the header with CSRCs and extensions: the payload starts there. */
    public static int length(MemorySegment segment, long offset) {
        int end = extensionPosition(segment, offset);
        return hasExtension(segment, offset)
                ? end + EXTENSION_PREFIX_LENGTH + 4 * Bytes.u16(segment, offset + end + 2)
                : end;
    }

    /** Bytes of padding at the end of a plain packet, 0 when there is none. */
    public static int paddingLength(MemorySegment segment, long offset, int length) {
        return hasPadding(segment, offset) ? Bytes.u8(segment, offset + length - 1) : 0;
    }

    /** Bytes of payload of a plain packet, without padding; 0 for a packet that only pads. */
    public static int payloadLength(MemorySegment segment, long offset, int length) {
        return length - length(segment, offset) - paddingLength(segment, offset, length);
    }

    /** Writes a fixed header without CSRCs, extensions and padding. */
    public static void write(
            MemorySegment segment,
            long offset,
            boolean marker,
            int payloadType,
            int sequence,
            int timestamp,
            int ssrc) {
        Bytes.put8(segment, offset, VERSION_2);
        Bytes.put8(segment, offset + 1, (marker ? MARKER_BIT : 0) | payloadType & 0x7F);
        Bytes.put16(segment, offset + 2, sequence);
        Bytes.put32(segment, offset + 4, timestamp);
        Bytes.put32(segment, offset + 8, ssrc);
    }

    public static void putMarker(MemorySegment segment, long offset, boolean marker) {
        Bytes.put8(segment, offset + 1, payloadType(segment, offset) | (marker ? MARKER_BIT : 0));
    }

    public static void putPayloadType(MemorySegment segment, long offset, int payloadType) {
        Bytes.put8(
                segment,
                offset + 1,
                Bytes.u8(segment, offset + 1) & MARKER_BIT | payloadType & 0x7F);
    }

    public static void putSequence(MemorySegment segment, long offset, int sequence) {
        Bytes.put16(segment, offset + 2, sequence);
    }

    public static void putTimestamp(MemorySegment segment, long offset, int timestamp) {
        Bytes.put32(segment, offset + 4, timestamp);
    }

    public static void putSsrc(MemorySegment segment, long offset, int ssrc) {
        Bytes.put32(segment, offset + 8, ssrc);
    }

    /** Sets or clears the padding bit; the caller writes or drops the padding bytes. */
    public static void putPadding(MemorySegment segment, long offset, boolean padding) {
        putFlag(segment, offset, PADDING_BIT, padding);
    }

    static void putExtension(MemorySegment segment, long offset, boolean extension) {
        putFlag(segment, offset, EXTENSION_BIT, extension);
    }

    /** Where the extension block starts, or would start: after the CSRC list. */
    static int extensionPosition(MemorySegment segment, long offset) {
        return FIXED_LENGTH + 4 * csrcCount(segment, offset);
    }

    private static void putFlag(MemorySegment segment, long offset, int bit, boolean on) {
        int first = Bytes.u8(segment, offset);
        Bytes.put8(segment, offset, on ? first | bit : first & ~bit);
    }
}
