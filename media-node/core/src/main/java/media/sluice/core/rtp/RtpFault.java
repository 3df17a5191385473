package media.sluice.core.rtp;

/** Why a datagram is not a usable RTP packet; each becomes a drop counter. */
public enum RtpFault {
    /** The packet is well formed. */
    NONE,
    /** Shorter than the fixed header of 12 bytes. */
    TOO_SHORT,
    /** The version field is not 2. */
    NOT_VERSION_2,
    /** The CSRC list ends outside the packet. */
    CSRC_OVERRUN,
    /** The header extension ends outside the packet. */
    EXTENSION_OVERRUN,
    /** The padding count is zero or larger than the payload. */
    PADDING_OVERRUN
}
