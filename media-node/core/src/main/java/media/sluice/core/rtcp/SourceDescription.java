package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Source descriptions (RFC 3550 §6.5): chunks of an SSRC and items {@code type(8) length(8) text},
 * ended by a zero byte and padded to 32 bits.
 */
public final class SourceDescription {

    /** Returned by {@link #cname} when the packet names no CNAME for the source. */
    public static final long ABSENT = -1;

    static final int CNAME = 1;

    private static final int LENGTH_BITS = 8;

    private SourceDescription() {}

    /**
     * The CNAME of a source as place of its text, to be read with {@link #textAt} and {@link
     * #textLength}.
     */
    public static long cname(MemorySegment segment, RtcpCursor packet, int ssrc) {
        long end = packet.at() + packet.length();
        long at = packet.at() + RtcpCursor.HEADER_LENGTH;
        for (int chunk = 0; chunk < packet.count(); chunk++) {
            boolean wanted = Bytes.i32(segment, at) == ssrc;
            long item = at + 4;
            while (item < end && Bytes.u8(segment, item) != 0) {
                if (wanted && Bytes.u8(segment, item) == CNAME) {
                    return (item + 2) << LENGTH_BITS | Bytes.u8(segment, item + 1);
                }
                item += 2 + Bytes.u8(segment, item + 1);
            }
            at = afterChunk(packet.at(), item);
        }
        return ABSENT;
    }

    /** Where the text starts in the segment. */
    public static long textAt(long found) {
        return found >>> LENGTH_BITS;
    }

    /** Bytes of text, 0..255. */
    public static int textLength(long found) {
        return (int) found & 0xFF;
    }

    /** Whether all chunks lie inside the packet. */
    static boolean isComplete(MemorySegment segment, long packetAt, int length, int chunks) {
        long end = packetAt + length;
        long at = packetAt + RtcpCursor.HEADER_LENGTH;
        for (int chunk = 0; chunk < chunks; chunk++) {
            if (at + 8 > end) {
                return false;
            }
            long item = at + 4;
            while (item < end && Bytes.u8(segment, item) != 0) {
                if (item + 2 > end) {
                    return false;
                }
                item += 2 + Bytes.u8(segment, item + 1);
            }
            if (item >= end) {
                return false;
            }
            at = afterChunk(packetAt, item);
        }
        return at <= end;
    }

    /** The 32-bit boundary after the zero byte that ends a chunk. */
    private static long afterChunk(long packetAt, long zeroAt) {
        return packetAt + ((zeroAt + 1 - packetAt + 3) & ~3L);
    }
}
