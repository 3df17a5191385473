package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Extended reports (RFC 3611): of its blocks, the receiver reference time (RRTR, §4.4) and its
 * answer (DLRR, §4.5), by which a pure receiver measures the round trip.
 *
 * <pre>{@code
 * for (long block = ExtendedReport.firstBlock(cursor); block >= 0; block = ExtendedReport.nextBlock(segment, cursor, block))
 * }</pre>
 */
public final class ExtendedReport {

    /** Block type of a receiver reference time. */
    public static final int RECEIVER_REFERENCE_TIME = 4;

    /** Block type of delay-since-last-receiver-report items. */
    public static final int DELAY_SINCE_RECEIVER_REPORT = 5;

    static final int LENGTH = 8;
    static final int BLOCK_PREFIX = 4;
    static final int DELAY_ITEM_LENGTH = 12;

    private ExtendedReport() {}

    /** Where the first block starts, or -1 when there is none. */
    public static long firstBlock(RtcpCursor packet) {
        return packet.length() > LENGTH ? packet.at() + LENGTH : -1;
    }

    /** Where the block after {@code block} starts, or -1. */
    public static long nextBlock(MemorySegment segment, RtcpCursor packet, long block) {
        long next = block + blockLength(segment, block);
        return next < packet.at() + packet.length() ? next : -1;
    }

    public static int blockType(MemorySegment segment, long block) {
        return Bytes.u8(segment, block);
    }

    /** The NTP timestamp of a {@link #RECEIVER_REFERENCE_TIME} block. */
    public static long referenceTime(MemorySegment segment, long block) {
        return Bytes.i64(segment, block + BLOCK_PREFIX);
    }

    /** Number of items of a {@link #DELAY_SINCE_RECEIVER_REPORT} block. */
    public static int delayItems(MemorySegment segment, long block) {
        return (blockLength(segment, block) - BLOCK_PREFIX) / DELAY_ITEM_LENGTH;
    }

    /** The receiver that an item answers. */
    public static int delaySsrc(MemorySegment segment, long block, int item) {
        return Bytes.i32(segment, itemAt(block, item));
    }

    /** Middle 32 bits of the reference time that an item answers (LRR). */
    public static int lastReceiverReport(MemorySegment segment, long block, int item) {
        return Bytes.i32(segment, itemAt(block, item) + 4);
    }

    /** Delay since that reference time arrived (DLRR) in 1/65536 s. */
    public static long delaySinceReceiverReport(MemorySegment segment, long block, int item) {
        return Bytes.u32(segment, itemAt(block, item) + 8);
    }

    /** Whether all blocks lie inside the packet and the known ones have their size. */
    static boolean isComplete(MemorySegment segment, long at, int length) {
        long end = at + length;
        long block = at + LENGTH;
        while (block < end) {
            int blockLength = blockLength(segment, block);
            if (blockLength > end - block
                    || (blockType(segment, block) == RECEIVER_REFERENCE_TIME
                            && blockLength != BLOCK_PREFIX + 8)) {
                return false;
            }
            block += blockLength;
        }
        return block == end;
    }

    private static int blockLength(MemorySegment segment, long block) {
        return 4 * (Bytes.u16(segment, block + 2) + 1);
    }

    private static long itemAt(long block, int item) {
        return block + BLOCK_PREFIX + (long) item * DELAY_ITEM_LENGTH;
    }
}
