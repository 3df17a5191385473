package media.sluice.node.crypto.bouncycastle;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Holds the client's ChangeCipherSpec and Finished back until its messages before them are
 * complete. The library switches its read epoch with the first ChangeCipherSpec, whatever is
 * missing in front of it, and then drops the repetition of a lost CertificateVerify for ever: one
 * lost datagram would end the handshake in a timeout. Owned by the worker.
 *
 * <pre>
 *  Certificate  ClientKeyExchange  [CertificateVerify, if the certificate is not empty]  ──►  gate opens
 * </pre>
 */
final class FlightGate {

    private static final int MESSAGE_HEADER_LENGTH = 12;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int CERTIFICATE = 11;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final int EMPTY_CERTIFICATE_LENGTH = 3;

    /**
     * Two repetitions of a flight that has one record per datagram; more are repetitions that come
     * again.
     */
    private static final int MAX_HELD = 6;

    private static final int MAX_MESSAGES = 16;

    private record Message(int type, int length, BitSet received) {
        boolean isComplete() {
            return received.cardinality() == length;
        }
    }

    private final @Nullable Message[] messages = new Message[MAX_MESSAGES];
    private final List<byte[]> held = new ArrayList<>();
    private final Consumer<byte[]> library;
    private boolean isOpen;

    FlightGate(Consumer<byte[]> library) {
        this.library = library;
    }

    /** Takes a datagram of plausible records; gives what may go on now to the library. */
    void accept(byte[] datagram) {
        if (isOpen) {
            library.accept(datagram);
            return;
        }
        MemorySegment view = MemorySegment.ofArray(datagram);
        int at = 0;
        while (at < datagram.length) {
            int length = DtlsRecord.length(view, at, datagram.length - at);
            boolean isInClear = datagram[at] == HANDSHAKE && Bytes.u16(view, at + 3) == 0;
            if (!isInClear) {
                break;
            }
            note(view, at + DtlsRecord.HEADER_LENGTH, length - DtlsRecord.HEADER_LENGTH);
            at += length;
        }
        if (at > 0) {
            library.accept(Arrays.copyOf(datagram, at));
        }
        if (at < datagram.length) {
            hold(Arrays.copyOfRange(datagram, at, datagram.length));
        }
        if (isFlightComplete()) {
            open();
        }
    }

    private void hold(byte[] rest) {
        if (held.size() < MAX_HELD) {
            held.add(rest);
        }
    }

    /** ChangeCipherSpec goes first, however they arrived. */
    private void open() {
        isOpen = true;
        held.sort((left, right) -> Integer.compare(rank(left), rank(right)));
        held.forEach(library);
        held.clear();
    }

    private static int rank(byte[] records) {
        return records[0] == CHANGE_CIPHER_SPEC ? 0 : 1;
    }

    private void note(MemorySegment view, int from, int length) {
        int at = from;
        while (at < from + length) {
            int type = Bytes.u8(view, at);
            int whole = Bytes.u24(view, at + 1);
            int start = Bytes.u24(view, at + 6);
            int part = Bytes.u24(view, at + 9);
            int number = Bytes.u16(view, at + 4);
            Message message = messages[number];
            if (message == null || message.type() != type || message.length() != whole) {
                message = new Message(type, whole, new BitSet());
                messages[number] = message;
            }
            message.received().set(start, start + part);
            at += MESSAGE_HEADER_LENGTH + part;
        }
    }

    private boolean isFlightComplete() {
        boolean hasKeyExchange = false;
        boolean needsVerify = false;
        boolean hasVerify = false;
        for (Message message : messages) {
            if (message == null) {
                break;
            }
            if (!message.isComplete()) {
                return false;
            }
            hasKeyExchange |= message.type() == CLIENT_KEY_EXCHANGE;
            needsVerify |=
                    message.type() == CERTIFICATE && message.length() > EMPTY_CERTIFICATE_LENGTH;
            hasVerify |= message.type() == CERTIFICATE_VERIFY;
        }
        return hasKeyExchange && needsVerify == hasVerify;
    }
}
