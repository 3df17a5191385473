package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/** The sender information of an SR (RFC 3550 §6.4.1). */
public final class SenderReport {

    /** Bytes before the first report block. */
    public static final int LENGTH = 28;

    private SenderReport() {}

    public static int ssrc(MemorySegment segment, long at) {
        return Bytes.i32(segment, at + 4);
    }

    /** NTP timestamp, 32.32. */
    public static long ntp(MemorySegment segment, long at) {
        return Bytes.i64(segment, at + 8);
    }

    /** The RTP timestamp of the same instant. */
    public static int rtpTimestamp(MemorySegment segment, long at) {
        return Bytes.i32(segment, at + 16);
    }

    /** Packets sent since the stream began, modulo 2^32. */
    public static long packets(MemorySegment segment, long at) {
        return Bytes.u32(segment, at + 20);
    }

    /** Payload bytes sent since the stream began, modulo 2^32. */
    public static long octets(MemorySegment segment, long at) {
        return Bytes.u32(segment, at + 24);
    }
}
