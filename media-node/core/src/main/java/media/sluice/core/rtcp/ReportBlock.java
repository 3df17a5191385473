package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * One report block of an SR or RR (RFC 3550 §6.4.1), at the place {@link RtcpCursor#reportBlock}
 * gives.
 */
public final class ReportBlock {

    /** Bytes of a block. */
    public static final int LENGTH = 24;

    private ReportBlock() {}

    /** The stream reported on. */
    public static int ssrc(MemorySegment segment, long at) {
        return Bytes.i32(segment, at);
    }

    /** Part of the packets lost since the previous report, in 1/256. */
    public static int fractionLost(MemorySegment segment, long at) {
        return Bytes.u8(segment, at + 4);
    }

    /**
     * Packets lost since the stream began, -2^23..2^23-1; negative when duplicates outnumber
     * losses.
     */
    public static int cumulativeLost(MemorySegment segment, long at) {
        return Bytes.i32(segment, at + 4) << 8 >> 8;
    }

    /** Extended highest sequence number received: cycles in the high 16 bits. */
    public static long highestSequence(MemorySegment segment, long at) {
        return Bytes.u32(segment, at + 8);
    }

    /** Interarrival jitter in timestamp units. */
    public static long jitter(MemorySegment segment, long at) {
        return Bytes.u32(segment, at + 12);
    }

    /** Middle 32 bits of the NTP timestamp of the last SR received (LSR), 0 when there was none. */
    public static int lastSenderReport(MemorySegment segment, long at) {
        return Bytes.i32(segment, at + 16);
    }

    /** Delay since that SR (DLSR) in 1/65536 s. */
    public static long delaySinceSenderReport(MemorySegment segment, long at) {
        return Bytes.u32(segment, at + 20);
    }
}
