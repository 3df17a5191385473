package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The blocks of the last parsed RED payload (RFC 2198 §3), oldest first, the primary last.
 *
 * <pre>
 *  |1| block PT  |  timestamp offset (14)    | block length (10) |   redundant block
 *  |0| block PT  |                                                   primary, rest of the payload
 * </pre>
 */
public final class RedPayload {

    /** Redundant blocks taken at most; a payload with more is refused. Browsers send one or two. */
    public static final int MAX_REDUNDANT = 8;

    private static final int REDUNDANT_HEADER = 4;

    private final int[] payloadTypes = new int[MAX_REDUNDANT + 1];
    private final int[] timestampOffsets = new int[MAX_REDUNDANT + 1];
    private final int[] starts = new int[MAX_REDUNDANT + 1];
    private final int[] lengths = new int[MAX_REDUNDANT + 1];
    private int count;

    /**
     * Parses a payload; false (and no block) if lengths do not fit in it or it has too many blocks.
     */
    public boolean parse(MemorySegment segment, long offset, int length) {
        count = 0;
        int blocks = 0;
        int at = 0;
        while (true) {
            if (at >= length) {
                return false;
            }
            int head = Bytes.u8(segment, offset + at);
            payloadTypes[blocks] = head & 0x7F;
            if ((head & 0x80) == 0) {
                at++;
                break;
            }
            if (blocks == MAX_REDUNDANT || at + REDUNDANT_HEADER > length) {
                return false;
            }
            int rest = Bytes.u24(segment, offset + at + 1);
            timestampOffsets[blocks] = rest >>> 10;
            lengths[blocks++] = rest & 0x3FF;
            at += REDUNDANT_HEADER;
        }
        return place(blocks, at, length);
    }

    private boolean place(int redundant, int dataAt, int length) {
        int at = dataAt;
        for (int i = 0; i < redundant; i++) {
            starts[i] = at;
            at += lengths[i];
            if (at > length) {
                return false;
            }
        }
        timestampOffsets[redundant] = 0;
        starts[redundant] = at;
        lengths[redundant] = length - at;
        count = redundant + 1;
        return true;
    }

    /** Redundant blocks before the primary. */
    public int redundantBlocks() {
        return Math.max(0, count - 1);
    }

    /** Index of the primary block; -1 if nothing is parsed. */
    public int primary() {
        return count - 1;
    }

    public int payloadType(int block) {
        return payloadTypes[block];
    }

    /** How much older than the packet's timestamp the block is, in clock units, 0..16383. */
    public int timestampOffset(int block) {
        return timestampOffsets[block];
    }

    /** Start of the block's data, relative to the payload. */
    public int start(int block) {
        return starts[block];
    }

    /** Bytes of the block's data; may be 0. */
    public int length(int block) {
        return lengths[block];
    }
}
