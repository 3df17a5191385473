package media.sluice.core.ice;

/** Why a STUN message was dropped in silence. */
public enum IceDrop {
    /** Not a well-formed STUN message (RFC 8489). */
    MALFORMED,
    /** A method or class that ICE does not use, or an indication. */
    NOT_A_CHECK,
    /** USERNAME is missing or does not begin with a username fragment of ours. */
    UNKNOWN_UFRAG,
    /** MESSAGE-INTEGRITY is missing or made with another password. */
    BAD_INTEGRITY,
    /** An attribute that must be understood is not; an error response could end the pair. */
    UNKNOWN_ATTRIBUTE,
    /** More valid checks than a client sends: answered at 200 per second at most. */
    RATE_LIMITED,
    /** A check that came before: answered again over its own path, and without effect anywhere. */
    REPEATED,
    /** The peer uses more than 32 addresses at a time. */
    TOO_MANY_ADDRESSES,
    /** A response to no check of ours, or from another address than it went to. */
    UNEXPECTED_RESPONSE,
    /** An error response to our check. */
    ERROR_RESPONSE
}
