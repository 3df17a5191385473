package media.sluice.core.wire;

import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link StateWriter} wrote. Every read is checked against the innermost open section;
 * whatever is wrong ends in {@link CorruptStateException} and nothing else.
 */
@ColdPath("state is imported once in the life of a session")
public final class StateReader {

    private static final int MAX_DEPTH = 16;

    private final byte[] bytes;
    private int at;
    private int limit;
    private final int[] outerLimits = new int[MAX_DEPTH];
    private int depth;

    /** Reads the array from its start; the array is not copied. */
    public StateReader(byte[] bytes) {
        this.bytes = bytes;
        this.limit = bytes.length;
    }

    /** Enters a section and returns its version, 1 or more. */
    public int begin() throws CorruptStateException {
        int version = u16();
        int length = i32();
        require(version > 0, "section without version");
        require(length >= 0 && length <= limit - at, "section longer than its surroundings");
        require(depth < MAX_DEPTH, "sections nested too deep");
        outerLimits[depth++] = limit;
        limit = at + length;
        return version;
    }

    /** Leaves the section entered last and skips the fields of it that were not read. */
    public void end() throws CorruptStateException {
        require(depth > 0, "no open section");
        at = limit;
        limit = outerLimits[--depth];
    }

    public int u8() throws CorruptStateException {
        require(at < limit, "state is cut short");
        return bytes[at++] & 0xFF;
    }

    public boolean bool() throws CorruptStateException {
        int value = u8();
        require(value <= 1, "flag is neither 0 nor 1");
        return value == 1;
    }

    public int u16() throws CorruptStateException {
        return u8() << 8 | u8();
    }

    public int i32() throws CorruptStateException {
        return u16() << 16 | u16();
    }

    public long i64() throws CorruptStateException {
        return (long) i32() << 32 | i32() & 0xFFFF_FFFFL;
    }

    /** Bytes with a length in front, at most {@code maxLength}. */
    public byte[] bytes(int maxLength) throws CorruptStateException {
        int length = i32();
        require(length >= 0 && length <= maxLength, "field longer than allowed");
        return raw(length);
    }

    /** UTF-8 text with a length in front, at most {@code maxBytes} long. */
    public String text(int maxBytes) throws CorruptStateException {
        return new String(bytes(maxBytes), StandardCharsets.UTF_8);
    }

    /** A number of elements to follow, 0..{@code max}; written with {@link StateWriter#i32}. */
    public int count(int max) throws CorruptStateException {
        int count = i32();
        require(count >= 0 && count <= max, "more elements than allowed");
        return count;
    }

    /** Exactly {@code length} bytes. */
    public byte[] raw(int length) throws CorruptStateException {
        require(length >= 0 && length <= limit - at, "state is cut short");
        byte[] value = new byte[length];
        System.arraycopy(bytes, at, value, 0, length);
        at += length;
        return value;
    }

    /** Bytes left in the innermost open section. */
    public int remaining() {
        return limit - at;
    }

    /** Throws unless a value just read is one that an exporter can have written. */
    public void require(boolean holds, String otherwise) throws CorruptStateException {
        if (!holds) {
            throw new CorruptStateException(otherwise + " (at byte " + at + ")");
        }
    }
}
