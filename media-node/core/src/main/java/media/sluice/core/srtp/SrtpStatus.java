package media.sluice.core.srtp;

import media.sluice.core.crypto.CryptoStatus;

/** What became of a received packet. */
public enum SrtpStatus {
    /** Authentic, new, and now in the clear. */
    OK(0),
    /** No RTP or RTCP header, or too short for its trailer. */
    MALFORMED(1),
    /** Seen before. */
    REPLAYED(2),
    /** Older than the replay window. */
    TOO_OLD(3),
    /** The tag does not fit. */
    AUTHENTICATION_FAILED(4),
    /** Authentic, but the session has reached its number of SSRCs. */
    TOO_MANY_STREAMS(5),
    /** A fault of the cipher engine. */
    ENGINE_FAILED(6);

    /** Number of statuses: the length of an array of counters. */
    static final int COUNT = 7;

    private final int code;

    SrtpStatus(int code) {
        this.code = code;
    }

    /** Place in an array of counters. */
    int code() {
        return code;
    }

    static SrtpStatus of(CryptoStatus status) {
        return switch (status) {
            case OK -> OK;
            case AUTHENTICATION_FAILED -> AUTHENTICATION_FAILED;
            case TOO_SHORT -> MALFORMED;
            case PENDING, NO_ROOM, ENGINE_FAILED -> ENGINE_FAILED;
        };
    }
}
