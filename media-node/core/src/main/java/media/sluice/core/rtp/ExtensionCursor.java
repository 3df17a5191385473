package media.sluice.core.rtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Walks over the header extension elements of one packet after another without allocation. Single
 * owner; reuse it.
 *
 * <pre>{@code
 * cursor.start(segment, offset);
 * while (cursor.next()) {
 *     use(cursor.id(), cursor.at(), cursor.length());
 * }
 * }</pre>
 */
public final class ExtensionCursor {

    private MemorySegment segment = MemorySegment.NULL;
    private boolean oneByte;
    private long next;
    private long end;
    private int id;
    private long at;
    private int length;

    /** Moves before the first element of a packet that passed {@link RtpHeader#check}. */
    public void start(MemorySegment packet, long offset) {
        segment = packet;
        next = 0;
        end = 0;
        long block = HeaderExtensions.block(packet, offset);
        if (block == HeaderExtensions.ABSENT) {
            return;
        }
        int profile = Bytes.u16(packet, block);
        oneByte = profile == HeaderExtensions.ONE_BYTE_PROFILE;
        if (oneByte || HeaderExtensions.isTwoByte(profile)) {
            next = block + RtpHeader.EXTENSION_PREFIX_LENGTH;
            end = next + 4L * Bytes.u16(packet, block + 2);
        }
    }

    /** Moves to the next element; false at the end of the block. */
    public boolean next() {
        while (next < end) {
            int head = Bytes.u8(segment, next++);
            if (head != 0) {
                return oneByte ? enterOneByte(head) : enterTwoByte(head);
            }
        }
        return false;
    }

    /** The negotiated id, 1..14 or 1..255. */
    public int id() {
        return id;
    }

    /** Where the data starts in the segment. */
    public long at() {
        return at;
    }

    /** Bytes of data: 1..16 in the one-byte form, 0..255 in the two-byte form. */
    public int length() {
        return length;
    }

    private boolean enterOneByte(int head) {
        id = head >>> 4;
        length = (head & 0x0F) + 1;
        return id != HeaderExtensions.STOP_ID && enter();
    }

    private boolean enterTwoByte(int head) {
        id = head;
        if (next == end) {
            return false;
        }
        length = Bytes.u8(segment, next++);
        return enter();
    }

    private boolean enter() {
        at = next;
        next += length;
        if (next <= end) {
            return true;
        }
        next = end;
        return false;
    }
}
