package media.sluice.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Grows a big-endian byte form of a state machine, to be read by {@link StateReader} in another
 * process, perhaps of another version.
 *
 * <pre>
 *  section:  version (16)  length (32)  fields ...  nested sections ...
 * </pre>
 *
 * Every state machine writes one section. A newer version only adds fields at the end of its
 * section (older readers skip them) and raises the section's version (newer readers see that they
 * are missing).
 */
@ColdPath("state is exported when a session moves and in deltas, not per packet")
public final class StateWriter {

    private static final int MAX_DEPTH = 16;

    private byte[] bytes;
    private int size;
    private final int[] open = new int[MAX_DEPTH];
    private int depth;

    public StateWriter() {
        this(256);
    }

    public StateWriter(int initialCapacity) {
        bytes = new byte[Math.max(16, initialCapacity)];
    }

    /** Opens a section; close it with {@link #end()}. */
    public StateWriter begin(int version) {
        Invariant.range(version, 1, 0xFFFF, "section version");
        Invariant.check(depth < MAX_DEPTH, "sections nested too deep", depth);
        u16(version);
        open[depth++] = size;
        return i32(0);
    }

    /** Closes the section opened last. */
    public StateWriter end() {
        Invariant.check(depth > 0, "no open section");
        int at = open[--depth];
        putInt(at, size - at - Integer.BYTES);
        return this;
    }

    public StateWriter u8(int value) {
        grow(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public StateWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public StateWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public StateWriter i32(int value) {
        grow(4);
        size += 4;
        putInt(size - 4, value);
        return this;
    }

    public StateWriter i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    /** Bytes with a 32-bit length in front. */
    public StateWriter bytes(byte[] value) {
        return i32(value.length).raw(value);
    }

    /** UTF-8 text with a 32-bit length in front. */
    public StateWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes whose length the reader knows. */
    public StateWriter raw(byte[] value) {
        grow(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** A copy of what was written; all sections must be closed. */
    public byte[] toBytes() {
        Invariant.check(depth == 0, "sections left open", depth);
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets everything and wipes the buffer, which may have held keys. */
    public void clear() {
        Arrays.fill(bytes, 0, size, (byte) 0);
        size = 0;
        depth = 0;
    }

    private void putInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            byte[] old = bytes;
            bytes = Arrays.copyOf(old, Math.max(old.length * 2, size + more));
            Arrays.fill(old, (byte) 0);
        }
    }
}
