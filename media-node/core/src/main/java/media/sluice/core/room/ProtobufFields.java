package media.sluice.core.room;

/**
 * Steps through the fields of one protobuf message: numbers, wire types and where the contents are.
 * Groups, which no message of today has, count as malformed.
 *
 * <pre>
 *  key: varint (number &lt;&lt; 3 | wire type) · content: varint | 8 bytes | varint length, bytes | 4 bytes
 * </pre>
 */
final class ProtobufFields {

    static final int VARINT = 0;
    static final int LENGTH_DELIMITED = 2;

    private static final int FIXED64 = 1;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int number;
    private int wireType;
    private int contentAt;
    private int contentEnd;
    private long value;
    private boolean isMalformed;

    /** The fields of {@code bytes[from..end)}. */
    ProtobufFields(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Moves to the next field; false at the end, or where it is malformed. */
    boolean next() {
        if (isMalformed || at == end) {
            return false;
        }
        long key = varint();
        number = (int) (key >>> 3);
        wireType = (int) (key & 7);
        if (number <= 0 || key >>> 32 != 0) {
            isMalformed = true;
        }
        skip();
        return !isMalformed;
    }

    private void skip() {
        contentAt = at;
        switch (wireType) {
            case VARINT -> value = varint();
            case FIXED64 -> advance(Long.BYTES);
            case FIXED32 -> advance(Integer.BYTES);
            case LENGTH_DELIMITED -> {
                long length = varint();
                contentAt = at;
                advance(length);
            }
            default -> isMalformed = true;
        }
        contentEnd = at;
    }

    private void advance(long length) {
        if (length < 0 || length > end - at) {
            isMalformed = true;
        } else {
            at += (int) length;
        }
    }

    private long varint() {
        long result = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (at == end) {
                break;
            }
            byte next = bytes[at++];
            result |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return result;
            }
        }
        isMalformed = true;
        return 0;
    }

    /** Number of the field, 1 to 2^29-1. */
    int number() {
        return number;
    }

    int wireType() {
        return wireType;
    }

    /** Value of a {@link #VARINT}. */
    long value() {
        return value;
    }

    /** Where the content begins. */
    int contentAt() {
        return contentAt;
    }

    /** Where the content ends. */
    int contentEnd() {
        return contentEnd;
    }

    /** Whether the message ended in the middle of a field, or has one that cannot be. */
    boolean isMalformed() {
        return isMalformed;
    }
}
