package media.sluice.core.trunk;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * A datagram of a trunk as static functions over {@code (segment, offset)}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |1 1 0 0 1 0|kind|       0       |   counter, bits 15 to 0       |
 * |                    counter, bits 47 to 16                     |
 * |                  trunk id of the receiver                     |
 * |                          stream id                            |
 * |              payload and 16 bytes of tag (sealed)             |
 * </pre>
 *
 * The counter and the trunk id stand where RTP has index and SSRC, as the cipher's nonce is made of
 * them. The first byte is one that RFC 7983 gives to no protocol.
 */
public final class TrunkFrame {

    /** Bytes in the clear, authenticated. */
    public static final int HEADER_LENGTH = 16;

    /** Bytes of the authentication tag. */
    public static final int TAG_LENGTH = 16;

    /** {@link #kind}: an RTP packet. */
    public static final int PACKET = 0;

    /** {@link #kind}: what the sending leg says of a producer. */
    public static final int STATE = 1;

    /** {@link #kind}: what the receiving leg wants of a producer. */
    public static final int WISH = 2;

    /** {@link #kind}: path proof and round trip. */
    public static final int KEEPALIVE = 3;

    private static final int FIRST_BYTE = 0xC8;
    private static final int KIND_MASK = 0x03;

    private TrunkFrame() {}

    /** Whether a datagram belongs to a trunk, by its first byte. */
    public static boolean looksLikeTrunk(MemorySegment segment, long offset, int length) {
        return length >= HEADER_LENGTH + TAG_LENGTH
                && (Bytes.u8(segment, offset) & ~KIND_MASK) == FIRST_BYTE;
    }

    /** The trunk it is for, of a datagram that {@link #looksLikeTrunk}. */
    public static int trunkId(MemorySegment segment, long offset) {
        return Bytes.i32(segment, offset + 8);
    }

    static int kind(MemorySegment segment, long offset) {
        return Bytes.u8(segment, offset) & KIND_MASK;
    }

    static boolean isReservedZero(MemorySegment segment, long offset) {
        return Bytes.u8(segment, offset + 1) == 0;
    }

    static long counter(MemorySegment segment, long offset) {
        return Bytes.u32(segment, offset + 4) << 16 | Bytes.u16(segment, offset + 2);
    }

    static int streamId(MemorySegment segment, long offset) {
        return Bytes.i32(segment, offset + 12);
    }

    static void write(
            MemorySegment segment, long offset, int kind, long counter, int trunkId, int streamId) {
        Bytes.put8(segment, offset, FIRST_BYTE | kind);
        Bytes.put8(segment, offset + 1, 0);
        Bytes.put16(segment, offset + 2, (int) counter);
        Bytes.put32(segment, offset + 4, counter >>> 16);
        Bytes.put32(segment, offset + 8, trunkId);
        Bytes.put32(segment, offset + 12, streamId);
    }
}
