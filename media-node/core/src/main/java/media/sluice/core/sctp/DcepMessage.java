package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The two messages of the channel establishment protocol (RFC 8832 §5).
 *
 * <pre>
 *  0x03 (8)  channel type (8)  priority (16)
 *  reliability parameter (32)
 *  label length (16)  protocol length (16)
 *  label ...  protocol ...
 * </pre>
 */
sealed interface DcepMessage {

    /** Longer labels and protocols are refused; 1024 channels must not become a memory leak. */
    int MAX_TEXT_BYTES = 1024;

    /** The sender wants a channel on the stream that carries this. */
    record Open(String label, String protocol, Reliability reliability) implements DcepMessage {}

    /** The channel is known. */
    record Ack() implements DcepMessage {}

    /** The message, or null when it is malformed. */
    static @Nullable DcepMessage read(byte[] bytes) {
        var segment = MemorySegment.ofArray(bytes);
        if (bytes.length > 0 && bytes[0] == Wire.ACK) {
            return new Ack();
        }
        if (bytes.length < Wire.OPEN_HEADER || bytes[0] != Wire.OPEN) {
            return null;
        }
        int label = Bytes.u16(segment, 8);
        int protocol = Bytes.u16(segment, 10);
        var reliability = reliability(Bytes.u8(segment, 1), Bytes.u32(segment, 4));
        boolean isSized =
                bytes.length == Wire.OPEN_HEADER + label + protocol
                        && label <= MAX_TEXT_BYTES
                        && protocol <= MAX_TEXT_BYTES;
        if (reliability == null || !isSized) {
            return null;
        }
        var open =
                new Open(
                        new String(bytes, Wire.OPEN_HEADER, label, StandardCharsets.UTF_8),
                        new String(
                                bytes, Wire.OPEN_HEADER + label, protocol, StandardCharsets.UTF_8),
                        reliability);
        return fits(open.label()) && fits(open.protocol()) ? open : null;
    }

    /** Bytes that are no UTF-8 grow to three each when the text is written again, as for a move. */
    private static boolean fits(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= MAX_TEXT_BYTES;
    }

    private static @Nullable Reliability reliability(int type, long parameter) {
        boolean isOrdered = (type & Wire.UNORDERED) == 0;
        return switch (type & ~Wire.UNORDERED) {
            case Wire.RELIABLE -> isOrdered ? Reliability.ordered() : Reliability.unordered();
            case Wire.RETRANSMITS -> Reliability.retransmits(isOrdered, parameter);
            case Wire.TIMED -> Reliability.lifetime(isOrdered, parameter);
            default -> null;
        };
    }

    static byte[] open(DataChannel channel) {
        var reliability = channel.reliability();
        int type = Wire.RELIABLE;
        long parameter = 0;
        if (reliability.maxRetransmits() != Reliability.UNLIMITED) {
            type = Wire.RETRANSMITS;
            parameter = reliability.maxRetransmits();
        } else if (reliability.lifetimeMillis() != Reliability.UNLIMITED) {
            type = Wire.TIMED;
            parameter = reliability.lifetimeMillis();
        }
        byte[] label = channel.label().getBytes(StandardCharsets.UTF_8);
        byte[] protocol = channel.protocol().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[Wire.OPEN_HEADER + label.length + protocol.length];
        var segment = MemorySegment.ofArray(bytes);
        Bytes.put8(segment, 0, Wire.OPEN);
        Bytes.put8(segment, 1, reliability.isOrdered() ? type : type | Wire.UNORDERED);
        Bytes.put32(segment, 4, parameter);
        Bytes.put16(segment, 8, label.length);
        Bytes.put16(segment, 10, protocol.length);
        Bytes.copy(label, 0, segment, Wire.OPEN_HEADER, label.length);
        Bytes.copy(protocol, 0, segment, Wire.OPEN_HEADER + label.length, protocol.length);
        return bytes;
    }

    static byte[] ack() {
        return new byte[] {Wire.ACK};
    }

    /** Numbers of RFC 8832 §8.2. */
    final class Wire {
        static final int ACK = 2;
        static final int OPEN = 3;
        static final int OPEN_HEADER = 12;
        static final int RELIABLE = 0;
        static final int RETRANSMITS = 1;
        static final int TIMED = 2;
        static final int UNORDERED = 0x80;

        private Wire() {}
    }
}
