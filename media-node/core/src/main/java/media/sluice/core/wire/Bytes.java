package media.sluice.core.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Big-endian, unaligned access to packet data at {@code (segment, offset)}. Every access to packet
 * data of the core goes through this class, so it is the one place where a build without bounds
 * checks could be made.
 *
 * <p>Works on heap and native segments. Never slice a segment per packet: a slice is an allocation.
 */
public final class Bytes {

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    /** The unsigned byte at {@code at}, 0..255. */
    public static int u8(MemorySegment segment, long at) {
        return segment.get(BYTE, at) & 0xFF;
    }

    /** The unsigned 16-bit number at {@code at}. */
    public static int u16(MemorySegment segment, long at) {
        return segment.get(SHORT, at) & 0xFFFF;
    }

    /** The unsigned 24-bit number at {@code at}. */
    public static int u24(MemorySegment segment, long at) {
        return (segment.get(SHORT, at) & 0xFFFF) << 8 | segment.get(BYTE, at + 2) & 0xFF;
    }

    /** The unsigned 32-bit number at {@code at}, 0..2^32-1. */
    public static long u32(MemorySegment segment, long at) {
        return segment.get(INT, at) & 0xFFFF_FFFFL;
    }

    /** The 32 bits at {@code at} as an int: the form in which SSRCs and RTP timestamps are kept. */
    public static int i32(MemorySegment segment, long at) {
        return segment.get(INT, at);
    }

    /** The 64 bits at {@code at}. */
    public static long i64(MemorySegment segment, long at) {
        return segment.get(LONG, at);
    }

    /** Writes the low 8 bits of {@code value}. */
    public static void put8(MemorySegment segment, long at, int value) {
        segment.set(BYTE, at, (byte) value);
    }

    /** Writes the low 16 bits of {@code value}. */
    public static void put16(MemorySegment segment, long at, int value) {
        segment.set(SHORT, at, (short) value);
    }

    /** Writes the low 24 bits of {@code value}. */
    public static void put24(MemorySegment segment, long at, int value) {
        segment.set(SHORT, at, (short) (value >>> 8));
        segment.set(BYTE, at + 2, (byte) value);
    }

    /** Writes the low 32 bits of {@code value}. */
    public static void put32(MemorySegment segment, long at, long value) {
        segment.set(INT, at, (int) value);
    }

    /** Writes 64 bits. */
    public static void put64(MemorySegment segment, long at, long value) {
        segment.set(LONG, at, value);
    }

    /** Copies {@code length} bytes; the ranges may overlap. */
    public static void copy(
            MemorySegment source, long sourceAt, MemorySegment target, long targetAt, long length) {
        MemorySegment.copy(source, sourceAt, target, targetAt, length);
    }

    /** Copies {@code length} bytes out of a segment into an array. */
    public static void copy(
            MemorySegment source, long sourceAt, byte[] target, int targetAt, int length) {
        MemorySegment.copy(source, BYTE, sourceAt, target, targetAt, length);
    }

    /** Copies {@code length} bytes of an array into a segment. */
    public static void copy(
            byte[] source, int sourceAt, MemorySegment target, long targetAt, int length) {
        MemorySegment.copy(source, sourceAt, target, BYTE, targetAt, length);
    }

    /** Sets {@code length} bytes to zero. */
    public static void zero(MemorySegment segment, long at, long length) {
        for (long i = at, end = at + length; i < end; i++) {
            segment.set(BYTE, i, (byte) 0);
        }
    }

    /**
     * Whether two ranges hold the same bytes. Not for secrets: it stops at the first difference.
     */
    public static boolean equal(
            MemorySegment left, long leftAt, MemorySegment right, long rightAt, long length) {
        long i = 0;
        for (; i + 8 <= length; i += 8) {
            if (left.get(LONG, leftAt + i) != right.get(LONG, rightAt + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (left.get(BYTE, leftAt + i) != right.get(BYTE, rightAt + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * As {@link #equal}, in time that depends on {@code length} only: for tags and other secrets.
     */
    public static boolean equalConstantTime(
            MemorySegment left, long leftAt, MemorySegment right, long rightAt, long length) {
        int difference = 0;
        for (long i = 0; i < length; i++) {
            difference |= left.get(BYTE, leftAt + i) ^ right.get(BYTE, rightAt + i);
        }
        return difference == 0;
    }

    /** Whether {@code length} bytes from {@code at} lie inside the segment. */
    public static boolean inside(MemorySegment segment, long at, long length) {
        return at >= 0 && length >= 0 && length <= segment.byteSize() - at;
    }
}
