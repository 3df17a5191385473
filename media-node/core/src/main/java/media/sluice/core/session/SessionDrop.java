package media.sluice.core.session;

/** Why a session dropped a datagram or packet. */
public enum SessionDrop {
    /** The first byte belongs to none of STUN, DTLS, RTP and RTCP (RFC 7983). */
    UNKNOWN_PROTOCOL,
    /** The address has not proved itself with a check. */
    UNKNOWN_ADDRESS,
    /** Media before the handshake or before the final capsule. */
    NO_KEYS,
    /** SRTP or SRTCP was not authentic, replayed or too old. */
    NOT_AUTHENTIC,
    /** RTP with a broken header or padding. */
    MALFORMED_RTP,
    /** RTCP that breaks its own framing. */
    MALFORMED_RTCP,
    /** RTP of an SSRC that no media section claims. */
    UNKNOWN_STREAM,
    /** RTP with a payload type that was not negotiated. */
    UNKNOWN_PAYLOAD_TYPE,
    /** A repair without content, or of a packet that is not missing. */
    USELESS_REPAIR,
    /** Media of a section that nobody takes yet. */
    NO_RECEIVER,
    /** A datagram that came while the session was handed over, beyond what is kept. */
    HANDOVER_OVERFLOW,
    /** A check of a session that has been handed over; silence makes the peer leave this path. */
    HANDED_OVER,
    /** RTCP or SCTP of ours that found no room or no index. */
    NOT_SENT,
    /** SCTP of a peer with which no data section was negotiated. */
    NO_DATA_SECTION
}
