package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The picture id of VP8 and VP9 (RFC 7741 §4.2, RFC 9628 §4.2) as static functions: 7 bits in one
 * byte, or 15 bits in two.
 *
 * <pre>
 *  |M| PictureID   |
 *  |   PictureID   |  if M
 * </pre>
 */
final class PictureId {

    private static final int M = 0x80;

    private PictureId() {}

    /** Bytes of the picture id at {@code at}: 1, 2, or -1 if the payload ends before it does. */
    static int size(MemorySegment segment, long offset, int length, int at) {
        if (at >= length) {
            return -1;
        }
        int size = (Bytes.u8(segment, offset + at) & M) == 0 ? 1 : 2;
        return at + size <= length ? size : -1;
    }

    /** Its value, 0..127 or 0..32767 by its size. */
    static int value(MemorySegment segment, long offset, int at, int size) {
        int first = Bytes.u8(segment, offset + at) & ~M;
        return size == 1 ? first : first << 8 | Bytes.u8(segment, offset + at + 1);
    }
}
