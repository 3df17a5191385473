package media.sluice.core.stun;

/** Whether bytes are a STUN message, and if not, why. */
public enum StunVerdict {
    /** A well-formed message; its integrity is not checked yet. */
    OK,
    /** Shorter than the 20-byte header, or longer than {@link StunView#MAX_LENGTH}. */
    BAD_SIZE,
    /** The first two bits are not zero or the magic cookie is missing: not STUN of RFC 8489. */
    NOT_STUN,
    /** The length field is no multiple of four or disagrees with the datagram. */
    BAD_LENGTH,
    /** An attribute reaches beyond the message or has a size its type does not allow. */
    BAD_ATTRIBUTE,
    /** FINGERPRINT (RFC 8489 §14.7) does not match. */
    BAD_FINGERPRINT
}
