package media.sluice.core.rtcp;

/** Why a datagram is not a usable RTCP packet; each becomes a drop counter. */
public enum RtcpFault {
    /** The packet is well formed. */
    NONE,
    /** Shorter than a header, or empty. */
    TOO_SHORT,
    /** A version field is not 2. */
    NOT_VERSION_2,
    /** A packet of the compound ends outside the datagram. */
    LENGTH_OVERRUN,
    /** A packet is too short for what its type and count say it contains. */
    BODY_TOO_SHORT,
    /** Padding before the last packet, or a padding count that does not fit. */
    BAD_PADDING
}
