package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/** Walks a run of chunks, parameters or causes. Stops at the first one that does not fit. */
final class TlvCursor {

    static final int HEADER_BYTES = 4;

    private final MemorySegment segment;
    private final int end;
    private int next;
    private int at;
    private int length;
    private boolean isMalformed;

    TlvCursor(MemorySegment segment, int from, int end) {
        this.segment = segment;
        this.next = from;
        this.end = end;
    }

    /** Goes to the next element; false at the end and at a malformed one. */
    boolean next() {
        if (next >= end || isMalformed) {
            return false;
        }
        at = next;
        length = end - at < HEADER_BYTES ? 0 : Bytes.u16(segment, at + 2);
        isMalformed = length < HEADER_BYTES || length > end - at;
        next = at + (length + 3 & ~3);
        return !isMalformed;
    }

    boolean isMalformed() {
        return isMalformed;
    }

    /** Where the element begins. */
    int at() {
        return at;
    }

    /** Where its value begins. */
    int valueAt() {
        return at + HEADER_BYTES;
    }

    int valueLength() {
        return length - HEADER_BYTES;
    }

    int length() {
        return length;
    }

    /** Type of a chunk. */
    int type8() {
        return Bytes.u8(segment, at);
    }

    /** Type of a parameter or a cause. */
    int type16() {
        return Bytes.u16(segment, at);
    }

    byte[] value() {
        byte[] value = new byte[valueLength()];
        Bytes.copy(segment, valueAt(), value, 0, value.length);
        return value;
    }

    /** Header and value, without padding. */
    byte[] whole() {
        byte[] whole = new byte[length];
        Bytes.copy(segment, at, whole, 0, length);
        return whole;
    }
}
