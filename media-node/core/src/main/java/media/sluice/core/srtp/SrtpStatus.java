package media.sluice.core.srtp;

import media.sluice.core.crypto.CryptoStatus;

/** What became of a received packet. */
public enum SrtpStatus {
    /** Authentic, new, and now in the clear. */
    OK,
    /** No RTP or RTCP header, or too short for its trailer. */
    MALFORMED,
    /** Seen before. */
    REPLAYED,
    /** Older than the replay window. */
    TOO_OLD,
    /** The tag does not fit. */
    AUTHENTICATION_FAILED,
    /** Authentic, but the session has reached its number of SSRCs. */
    TOO_MANY_STREAMS,
    /** A fault of the cipher engine. */
    ENGINE_FAILED;

    static SrtpStatus of(CryptoStatus status) {
        return switch (status) {
            case OK -> OK;
            case AUTHENTICATION_FAILED -> AUTHENTICATION_FAILED;
            case TOO_SHORT -> MALFORMED;
            case PENDING, NO_ROOM, ENGINE_FAILED -> ENGINE_FAILED;
        };
    }
}
