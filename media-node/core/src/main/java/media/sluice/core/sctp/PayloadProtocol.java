package media.sluice.core.sctp;

/** Payload protocol identifiers of data channels (RFC 8831 §8). */
final class PayloadProtocol {
    static final int DCEP = 50;
    static final int TEXT = 51;
    static final int BINARY = 53;

    /** An empty text: SCTP has no empty messages, so one byte goes and means nothing. */
    static final int TEXT_EMPTY = 56;

    /** Empty bytes, likewise. */
    static final int BINARY_EMPTY = 57;

    private PayloadProtocol() {}

    static int of(boolean isText, boolean isEmpty) {
        if (isEmpty) {
            return isText ? TEXT_EMPTY : BINARY_EMPTY;
        }
        return isText ? TEXT : BINARY;
    }

    static boolean isText(int payloadProtocol) {
        return payloadProtocol == TEXT || payloadProtocol == TEXT_EMPTY;
    }

    static boolean isEmpty(int payloadProtocol) {
        return payloadProtocol == TEXT_EMPTY || payloadProtocol == BINARY_EMPTY;
    }

    static boolean isUserData(int payloadProtocol) {
        return payloadProtocol == TEXT || payloadProtocol == BINARY || isEmpty(payloadProtocol);
    }
}
