package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One packet of the peer, copied and checked (RFC 9260 §3.1).
 *
 * <pre>
 *  source port (16)  destination port (16)
 *  verification tag (32)
 *  CRC32c (32), least significant byte first
 *  chunks ...
 * </pre>
 *
 * The zero checksum of RFC 9653 is not offered: CRC32c costs a tenth of a microsecond per packet,
 * and some deployed peers misread the offer.
 */
final class SctpPacket {

    static final int HEADER_BYTES = 12;
    static final int CHECKSUM_AT = 8;

    /** A DTLS record holds no more (RFC 6347 §4.1.1). */
    private static final int MAX_BYTES = 16_384;

    private final MemorySegment segment;
    private final int length;

    private SctpPacket(MemorySegment segment, int length) {
        this.segment = segment;
        this.length = length;
    }

    /** A copy of the packet; null and a count when it is none of ours. */
    static @Nullable SctpPacket read(
            MemorySegment from, long offset, int length, SctpConfig config, SctpCounters counters) {
        if (length < HEADER_BYTES + TlvCursor.HEADER_BYTES || length > MAX_BYTES) {
            counters.onDrop(SctpDrop.BAD_LENGTH);
            return null;
        }
        byte[] bytes = new byte[length];
        Bytes.copy(from, offset, bytes, 0, length);
        var segment = MemorySegment.ofArray(bytes);
        int carried = Integer.reverseBytes(Bytes.i32(segment, CHECKSUM_AT));
        Bytes.put32(segment, CHECKSUM_AT, 0);
        if (checksum(bytes, length) != carried) {
            counters.onDrop(SctpDrop.BAD_CHECKSUM);
            return null;
        }
        if (Bytes.u16(segment, 0) != config.remotePort()
                || Bytes.u16(segment, 2) != config.localPort()) {
            counters.onDrop(SctpDrop.BAD_PORT);
            return null;
        }
        counters.onPacketReceived();
        return new SctpPacket(segment, length);
    }

    static int checksum(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    MemorySegment segment() {
        return segment;
    }

    int tag() {
        return Bytes.i32(segment, 4);
    }

    /** The chunks from the first one. */
    TlvCursor chunks() {
        return new TlvCursor(segment, HEADER_BYTES, length);
    }
}
