package media.sluice.core.sctp;

import java.util.Arrays;
import media.sluice.core.wire.Invariant;

/**
 * Grows chunks, parameters and causes: each has a type, a length and a value, and is padded to four
 * bytes. The length counts the padding of what is nested, but not of the last nested one (RFC 9260
 * §3.2).
 *
 * <pre>
 *  chunk:     type (8)  flags (8)  length (16)  value ...  padding
 *  parameter: type (16)            length (16)  value ...  padding
 * </pre>
 */
final class TlvWriter {

    private byte[] bytes = new byte[64];
    private int size;
    private int lastPadding;
    private final int[] open = new int[2];
    private int depth;

    TlvWriter chunk(int type, int flags) {
        return u8(type).u8(flags).open();
    }

    TlvWriter parameter(int type) {
        return u16(type).open();
    }

    /** Closes the chunk or parameter opened last. */
    TlvWriter close() {
        int start = open[--depth];
        int length = size - start - lastPadding;
        bytes[start + 2] = (byte) (length >>> 8);
        bytes[start + 3] = (byte) length;
        int padding = -size & 3;
        grow(padding);
        size += padding;
        lastPadding += padding;
        return this;
    }

    TlvWriter u8(int value) {
        grow(1);
        bytes[size++] = (byte) value;
        lastPadding = 0;
        return this;
    }

    TlvWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    TlvWriter u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    TlvWriter raw(byte[] value, int from, int length) {
        grow(length);
        System.arraycopy(value, from, bytes, size, length);
        size += length;
        lastPadding = 0;
        return this;
    }

    TlvWriter raw(byte[] value) {
        return raw(value, 0, value.length);
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        Invariant.check(depth == 0, "a chunk is left open", depth);
        return Arrays.copyOf(bytes, size);
    }

    private TlvWriter open() {
        open[depth++] = size - 2;
        return u16(0);
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
