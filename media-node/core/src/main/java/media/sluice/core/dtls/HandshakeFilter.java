package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Keeps datagrams that no honest client sends away from the handshake library, where one malformed
 * message ends the whole handshake. Also refuses alerts in the clear: anybody who knows the two
 * addresses could forge one.
 *
 * <pre>
 *  handshake message: | type 1 | length 3 | message_seq 2 | fragment_offset 3 | fragment_length 3 | …
 * </pre>
 */
public final class HandshakeFilter {

    private static final int MESSAGE_HEADER_LENGTH = 12;

    /** A client certificate chain is the longest message; more only serves to make us allocate. */
    private static final int MAX_MESSAGE_LENGTH = 1 << 15;

    private static final int MAX_MESSAGE_SEQUENCE = 15;

    private static final int CLIENT_HELLO = 1;
    private static final int CERTIFICATE = 11;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int CLIENT_KEY_EXCHANGE = 16;

    private HandshakeFilter() {}

    /** Whether every record of the datagram may belong to a client's side of a handshake. */
    public static boolean isPlausible(MemorySegment segment, long offset, int length) {
        int at = 0;
        while (at < length) {
            int record = DtlsRecord.length(segment, offset + at, length - at);
            if (record < 0 || !isPlausibleRecord(segment, offset + at)) {
                return false;
            }
            at += record;
        }
        return length > 0;
    }

    /** Whether the datagram starts with (a fragment of) a ClientHello. */
    public static boolean startsWithClientHello(MemorySegment segment, long offset, int length) {
        return length > DtlsRecord.HEADER_LENGTH
                && DtlsRecord.type(segment, offset) == DtlsRecord.HANDSHAKE
                && DtlsRecord.epoch(segment, offset) == 0
                && Bytes.u8(segment, offset + DtlsRecord.HEADER_LENGTH) == CLIENT_HELLO;
    }

    private static boolean isPlausibleRecord(MemorySegment segment, long offset) {
        int type = DtlsRecord.type(segment, offset);
        int fragment = DtlsRecord.fragmentLength(segment, offset);
        return switch (DtlsRecord.epoch(segment, offset)) {
            case 0 ->
                    switch (type) {
                        case DtlsRecord.CHANGE_CIPHER_SPEC ->
                                fragment == 1
                                        && Bytes.u8(segment, offset + DtlsRecord.HEADER_LENGTH)
                                                == 1;
                        case DtlsRecord.HANDSHAKE ->
                                arePlausibleMessages(
                                        segment, offset + DtlsRecord.HEADER_LENGTH, fragment);
                        default -> false;
                    };
            case 1 -> fragment > DtlsRecord.GCM_OVERHEAD;
            default -> false;
        };
    }

    private static boolean arePlausibleMessages(MemorySegment segment, long offset, int length) {
        int at = 0;
        while (at < length) {
            if (length - at < MESSAGE_HEADER_LENGTH) {
                return false;
            }
            long message = offset + at;
            int whole = Bytes.u24(segment, message + 1);
            int from = Bytes.u24(segment, message + 6);
            int part = Bytes.u24(segment, message + 9);
            boolean fits =
                    isClientMessage(Bytes.u8(segment, message))
                            && whole <= MAX_MESSAGE_LENGTH
                            && from + part <= whole
                            && part <= length - at - MESSAGE_HEADER_LENGTH
                            && Bytes.u16(segment, message + 4) <= MAX_MESSAGE_SEQUENCE;
            if (!fits) {
                return false;
            }
            at += MESSAGE_HEADER_LENGTH + part;
        }
        return length > 0;
    }

    private static boolean isClientMessage(int type) {
        return type == CLIENT_HELLO
                || type == CERTIFICATE
                || type == CERTIFICATE_VERIFY
                || type == CLIENT_KEY_EXCHANGE;
    }
}
