package media.sluice.core.rtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Invariant;

/**
 * Composes the header of an outgoing packet: fixed header and CSRCs of the incoming one, and a new
 * extension block of translated and newly set elements. Chooses the one-byte form when every
 * element fits it. Single owner; reuse it, it allocates nothing.
 *
 * <pre>{@code
 * builder.start();
 * builder.translate(translation, in, inAt);           // forwards audio level, dependency descriptor, ...
 * builder.set(midId, midBytes);                        // id 0 = not negotiated = nothing happens
 * builder.set16(transportSequenceId, sequence);
 * int headerLength = builder.write(in, inAt, out, outAt);
 * RtpHeader.putSequence(out, outAt, ...);              // then the fields of the outgoing stream
 * }</pre>
 *
 * A value set for an id that is already there replaces it. At most {@value #MAX_ELEMENTS} elements
 * and {@value #SCRATCH_BYTES} bytes of set values fit; what exceeds that is left out and counted.
 */
public final class HeaderBuilder {

    /** Most elements in one header. */
    public static final int MAX_ELEMENTS = 16;

    /** Longest header that {@link #write} can make. */
    public static final int MAX_LENGTH =
            RtpHeader.FIXED_LENGTH + 15 * 4 + RtpHeader.EXTENSION_PREFIX_LENGTH + 1024;

    private static final int SCRATCH_BYTES = 512;
    private static final int MAX_BLOCK_BYTES = 1024;
    private static final int MAX_ONE_BYTE_ID = 14;
    private static final int MAX_ONE_BYTE_LENGTH = 16;

    private final ExtensionCursor cursor = new ExtensionCursor();
    private final MemorySegment scratch = MemorySegment.ofArray(new byte[SCRATCH_BYTES]);
    private int scratchUsed;

    private final int[] ids = new int[MAX_ELEMENTS];
    private final MemorySegment[] sources = new MemorySegment[MAX_ELEMENTS];
    private final long[] positions = new long[MAX_ELEMENTS];
    private final int[] lengths = new int[MAX_ELEMENTS];
    private int count;
    private long elementsLeftOut;

    /** Forgets the elements of the previous packet. */
    public void start() {
        count = 0;
        scratchUsed = 0;
    }

    /** Takes over the elements of an incoming packet that the translation keeps. */
    public void translate(ExtensionTranslation translation, MemorySegment in, long inAt) {
        cursor.start(in, inAt);
        while (cursor.next()) {
            int id = translation.outgoing(cursor.id());
            if (id != 0) {
                element(id, in, cursor.at(), cursor.length());
            }
        }
    }

    /** Sets an element to these bytes; does nothing when {@code id} is 0. */
    public void set(int id, byte[] value) {
        int at = scratch(id, value.length);
        if (at >= 0) {
            Bytes.copy(value, 0, scratch, at, value.length);
            element(id, scratch, at, value.length);
        }
    }

    /** Sets an element to a copy of these bytes; does nothing when {@code id} is 0. */
    public void set(int id, MemorySegment value, long valueAt, int length) {
        int at = scratch(id, length);
        if (at >= 0) {
            Bytes.copy(value, valueAt, scratch, at, length);
            element(id, scratch, at, length);
        }
    }

    /** Sets an element of one byte; does nothing when {@code id} is 0. */
    public void set8(int id, int value) {
        int at = scratch(id, 1);
        if (at >= 0) {
            Bytes.put8(scratch, at, value);
            element(id, scratch, at, 1);
        }
    }

    /** Sets an element of two bytes; does nothing when {@code id} is 0. */
    public void set16(int id, int value) {
        int at = scratch(id, 2);
        if (at >= 0) {
            Bytes.put16(scratch, at, value);
            element(id, scratch, at, 2);
        }
    }

    /** Sets an element of three bytes; does nothing when {@code id} is 0. */
    public void set24(int id, int value) {
        int at = scratch(id, 3);
        if (at >= 0) {
            Bytes.put24(scratch, at, value);
            element(id, scratch, at, 3);
        }
    }

    /** Sets an element of eight bytes; does nothing when {@code id} is 0. */
    public void set64(int id, long value) {
        int at = scratch(id, 8);
        if (at >= 0) {
            Bytes.put64(scratch, at, value);
            element(id, scratch, at, 8);
        }
    }

    /** Leaves out an element that was translated or set. */
    public void drop(int id) {
        int index = indexOf(id);
        if (index >= 0) {
            count--;
            ids[index] = ids[count];
            sources[index] = sources[count];
            positions[index] = positions[count];
            lengths[index] = lengths[count];
        }
    }

    /**
     * Writes fixed header and CSRCs of the incoming packet and the collected extension block. The
     * padding bit is cleared: padding belongs to one hop.
     *
     * @return length of the header, at most {@link #MAX_LENGTH}, which must fit at {@code outAt};
     *     the payload goes there
     */
    public int write(MemorySegment in, long inAt, MemorySegment out, long outAt) {
        int fixed = RtpHeader.extensionPosition(in, inAt);
        Bytes.copy(in, inAt, out, outAt, fixed);
        RtpHeader.putPadding(out, outAt, false);
        return fixed + writeBlock(out, outAt, fixed);
    }

    /** As {@link #write}, for a packet of our own: zero fields that the caller fills, no CSRCs. */
    public int writeFresh(MemorySegment out, long outAt) {
        RtpHeader.write(out, outAt, false, 0, 0, 0, 0);
        return RtpHeader.FIXED_LENGTH + writeBlock(out, outAt, RtpHeader.FIXED_LENGTH);
    }

    /** Elements that found no room since this builder exists. */
    public long elementsLeftOut() {
        return elementsLeftOut;
    }

    private int writeBlock(MemorySegment out, long outAt, int fixed) {
        RtpHeader.putExtension(out, outAt, count > 0);
        if (count == 0) {
            return 0;
        }
        boolean oneByte = fitsOneByteForm();
        long start = outAt + fixed + RtpHeader.EXTENSION_PREFIX_LENGTH;
        long at = start;
        for (int i = 0; i < count; i++) {
            at = writeElement(out, at, i, oneByte);
        }
        int padding = (int) (-(at - start) & 3);
        Bytes.zero(out, at, padding);
        int words = (int) (at + padding - start) / 4;
        Bytes.put16(
                out,
                outAt + fixed,
                oneByte ? HeaderExtensions.ONE_BYTE_PROFILE : HeaderExtensions.TWO_BYTE_PROFILE);
        Bytes.put16(out, outAt + fixed + 2, words);
        return RtpHeader.EXTENSION_PREFIX_LENGTH + 4 * words;
    }

    private long writeElement(MemorySegment out, long from, int index, boolean oneByte) {
        int length = lengths[index];
        long at = from;
        if (oneByte) {
            Bytes.put8(out, at++, ids[index] << 4 | length - 1);
        } else {
            Bytes.put8(out, at++, ids[index]);
            Bytes.put8(out, at++, length);
        }
        Bytes.copy(sources[index], positions[index], out, at, length);
        return at + length;
    }

    private boolean fitsOneByteForm() {
        for (int i = 0; i < count; i++) {
            if (ids[i] > MAX_ONE_BYTE_ID || lengths[i] == 0 || lengths[i] > MAX_ONE_BYTE_LENGTH) {
                return false;
            }
        }
        return true;
    }

    private void element(int id, MemorySegment source, long at, int length) {
        int index = indexOf(id);
        int replaced = index < 0 ? 0 : lengths[index] + 2;
        if (index < 0 && count == MAX_ELEMENTS
                || blockBytes() - replaced + length + 2 > MAX_BLOCK_BYTES) {
            elementsLeftOut++;
            return;
        }
        int slot = index < 0 ? count++ : index;
        ids[slot] = id;
        sources[slot] = source;
        positions[slot] = at;
        lengths[slot] = length;
    }

    /** Bytes of the block in its longer form. */
    private int blockBytes() {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths[i] + 2;
        }
        return bytes;
    }

    private int indexOf(int id) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    private int scratch(int id, int length) {
        Invariant.check(length <= 255, "extension element longer than 255 bytes", length);
        if (id == 0) {
            return -1;
        }
        if (scratchUsed + length > SCRATCH_BYTES) {
            elementsLeftOut++;
            return -1;
        }
        scratchUsed += length;
        return scratchUsed - length;
    }
}
