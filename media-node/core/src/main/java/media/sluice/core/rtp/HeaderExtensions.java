package media.sluice.core.rtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Looks into the header extension block of a packet that passed {@link RtpHeader#check} (RFC 8285
 * §4.2, §4.3).
 *
 * <pre>
 *  one-byte form (0xBEDE):  | ID(4) | len-1 (4) | data ... |     two-byte form (0x100X):  | ID(8) | len (8) | data ... |
 * </pre>
 *
 * Bytes of value 0 between elements are padding; id 15 of the one-byte form ends the block; an
 * element that reaches out of the block ends it too. To walk over all elements use {@link
 * ExtensionCursor}.
 */
public final class HeaderExtensions {

    /** Returned by {@link #find} when the packet has no such element. */
    public static final long ABSENT = -1;

    static final int ONE_BYTE_PROFILE = 0xBEDE;
    static final int TWO_BYTE_PROFILE = 0x1000;
    static final int TWO_BYTE_PROFILE_MASK = 0xFFF0;
    static final int STOP_ID = 15;

    private static final int LENGTH_BITS = 8;

    private HeaderExtensions() {}

    /**
     * Finds an element: {@link #ABSENT}, or its place to be read with {@link #at} and {@link
     * #length}.
     *
     * @param id 1..255
     */
    public static long find(MemorySegment segment, long offset, int id) {
        long block = block(segment, offset);
        if (block == ABSENT) {
            return ABSENT;
        }
        int profile = Bytes.u16(segment, block);
        long from = block + RtpHeader.EXTENSION_PREFIX_LENGTH;
        long end = from + 4L * Bytes.u16(segment, block + 2);
        if (profile == ONE_BYTE_PROFILE) {
            return findOneByte(segment, from, end, id);
        }
        return isTwoByte(profile) ? findTwoByte(segment, from, end, id) : ABSENT;
    }

    /** Where the data of a found element starts in the segment. */
    public static long at(long found) {
        return found >>> LENGTH_BITS;
    }

    /** Bytes of data of a found element, 0..255. */
    public static int length(long found) {
        return (int) found & 0xFF;
    }

    /** Start of the extension block in the segment, or {@link #ABSENT}. */
    static long block(MemorySegment segment, long offset) {
        return RtpHeader.hasExtension(segment, offset)
                ? offset + RtpHeader.extensionPosition(segment, offset)
                : ABSENT;
    }

    static boolean isTwoByte(int profile) {
        return (profile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE;
    }

    static long place(long at, int length) {
        return at << LENGTH_BITS | length;
    }

    private static long findOneByte(MemorySegment segment, long from, long end, int id) {
        long at = from;
        while (at < end) {
            int head = Bytes.u8(segment, at++);
            if (head == 0) {
                continue;
            }
            int length = (head & 0x0F) + 1;
            if (head >>> 4 == STOP_ID || length > end - at) {
                return ABSENT;
            }
            if (head >>> 4 == id) {
                return place(at, length);
            }
            at += length;
        }
        return ABSENT;
    }

    private static long findTwoByte(MemorySegment segment, long from, long end, int id) {
        long at = from;
        while (at < end) {
            int elementId = Bytes.u8(segment, at++);
            if (elementId == 0) {
                continue;
            }
            if (at == end) {
                return ABSENT;
            }
            int length = Bytes.u8(segment, at++);
            if (length > end - at) {
                return ABSENT;
            }
            if (elementId == id) {
                return place(at, length);
            }
            at += length;
        }
        return ABSENT;
    }
}
