package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01
 * §3.1).
 *
 * <pre>
 * |V=2|P|  FMT=15 |    PT=205     |           length              |
 * |                     SSRC of packet sender                     |
 * |                      SSRC of media source                     |
 * |      base sequence number     |      packet status count      |
 * |                 reference time                | fb pkt. count |
 * |          packet chunk         |         packet chunk          |
 * |          ...                  |  recv delta   |  recv delta   |
 * </pre>
 *
 * {@link TransportFeedbackCursor} reads the packets it tells of, {@link TransportFeedbackBuilder}
 * writes one.
 */
public final class TransportFeedback {

    /** Microseconds of one unit of a receive delta. */
    public static final int DELTA_MICROS = 250;

    /** Microseconds of one unit of the reference time. */
    public static final int REFERENCE_MICROS = 64_000;

    static final int FIRST_CHUNK = 20;
    static final int NOT_RECEIVED = 0;
    static final int SMALL_DELTA = 1;
    static final int LARGE_DELTA = 2;
    static final int ONE_BIT_SYMBOLS = 14;
    static final int TWO_BIT_SYMBOLS = 7;
    static final int MAX_RUN = 0x1FFF;

    private TransportFeedback() {}

    /** Transport-wide sequence number of the first packet told of, 0..65535. */
    public static int baseSequence(MemorySegment segment, RtcpCursor packet) {
        return Bytes.u16(segment, packet.at() + 12);
    }

    /** Number of packets told of. */
    public static int statusCount(MemorySegment segment, RtcpCursor packet) {
        return Bytes.u16(segment, packet.at() + 14);
    }

    /** Reference time in units of 64 ms, signed 24 bits. */
    public static int referenceTime(MemorySegment segment, RtcpCursor packet) {
        return Bytes.i32(segment, packet.at() + 16) >> 8;
    }

    /** Number of this feedback packet, 0..255, by which the loss of feedback shows. */
    public static int feedbackCount(MemorySegment segment, RtcpCursor packet) {
        return Bytes.u8(segment, packet.at() + 19);
    }

    /** Whether a chunk is a run of one symbol. */
    static boolean isRun(int chunk) {
        return chunk < 0x8000;
    }

    /** Symbols in a chunk. */
    static int symbols(int chunk) {
        if (isRun(chunk)) {
            return chunk & MAX_RUN;
        }
        return (chunk & 0x4000) == 0 ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS;
    }

    /** The symbol at an index below {@link #symbols}: 0..3. */
    static int symbol(int chunk, int index) {
        if (isRun(chunk)) {
            return chunk >>> 13;
        }
        return (chunk & 0x4000) == 0
                ? (chunk >>> (ONE_BIT_SYMBOLS - 1 - index)) & 1
                : (chunk >>> (2 * (TWO_BIT_SYMBOLS - 1 - index))) & 3;
    }

    /** Whether all chunks and deltas lie inside the packet. */
    static boolean isComplete(MemorySegment segment, long packetAt, int length) {
        if (length < FIRST_CHUNK + 2) {
            return false;
        }
        int left = Bytes.u16(segment, packetAt + 14);
        long at = packetAt + FIRST_CHUNK;
        long end = packetAt + length;
        long deltaBytes = 0;
        for (; left > 0; at += 2) {
            if (at + 2 > end) {
                return false;
            }
            int chunk = Bytes.u16(segment, at);
            int symbols = Math.min(symbols(chunk), left);
            if (symbols == 0) {
                return false;
            }
            deltaBytes += deltaBytes(chunk, symbols);
            left -= symbols;
        }
        return at + deltaBytes <= end;
    }

    /** Where the deltas of a complete packet start. */
    static long deltasAt(MemorySegment segment, long packetAt) {
        int left = Bytes.u16(segment, packetAt + 14);
        long at = packetAt + FIRST_CHUNK;
        for (; left > 0; at += 2) {
            left -= symbols(Bytes.u16(segment, at));
        }
        return at;
    }

    static int deltaLength(int symbol) {
        return symbol == SMALL_DELTA ? 1 : symbol == LARGE_DELTA ? 2 : 0;
    }

    private static int deltaBytes(int chunk, int symbols) {
        if (isRun(chunk)) {
            return symbols * deltaLength(symbol(chunk, 0));
        }
        int bytes = 0;
        for (int i = 0; i < symbols; i++) {
            bytes += deltaLength(symbol(chunk, i));
        }
        return bytes;
    }
}
