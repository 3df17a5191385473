package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.wire.Bytes;

/** Fills one packet with chunks, up to the size that the path takes. */
final class PacketBuilder {

    static final int DATA_HEADER_BYTES = 16;

    private final byte[] bytes;
    private final MemorySegment segment;
    private int size = SctpPacket.HEADER_BYTES;

    PacketBuilder(SctpConfig config, int tag) {
        bytes = new byte[config.packetBytes()];
        segment = MemorySegment.ofArray(bytes);
        Bytes.put16(segment, 0, config.localPort());
        Bytes.put16(segment, 2, config.remotePort());
        Bytes.put32(segment, 4, tag);
    }

    int room() {
        return bytes.length - size;
    }

    boolean isEmpty() {
        return size == SctpPacket.HEADER_BYTES;
    }

    /** Adds a chunk of {@link ChunkWriter} if it fits. */
    boolean add(byte[] chunk) {
        if (chunk.length > room()) {
            return false;
        }
        Bytes.copy(chunk, 0, segment, size, chunk.length);
        size += chunk.length;
        return true;
    }

    /** Adds a DATA chunk if it fits. */
    boolean add(SentChunk chunk) {
        if (chunk.wireBytes() > room()) {
            return false;
        }
        var message = chunk.message();
        Bytes.put8(segment, size, ChunkType.DATA);
        Bytes.put8(segment, size + 1, chunk.flags());
        Bytes.put16(segment, size + 2, DATA_HEADER_BYTES + chunk.length());
        Bytes.put32(segment, size + 4, chunk.tsn());
        Bytes.put16(segment, size + 8, message.streamId());
        Bytes.put16(segment, size + 10, message.ssn());
        Bytes.put32(segment, size + 12, message.payloadProtocol());
        Bytes.copy(
                message.payload(),
                chunk.offset(),
                segment,
                size + DATA_HEADER_BYTES,
                chunk.length());
        size += chunk.wireBytes();
        return true;
    }

    /** The packet with its checksum. */
    byte[] finish() {
        Bytes.put32(
                segment,
                SctpPacket.CHECKSUM_AT,
                Integer.reverseBytes(SctpPacket.checksum(bytes, size)));
        return Arrays.copyOf(bytes, size);
    }
}
