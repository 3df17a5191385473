package media.sluice.core.stream;

/** In which form a packet is sent again to a receiver that lost it. */
public enum RepeatForm {
    /** As RTX packet (RFC 4588) with a fresh SRTP index: the cache keeps plain packets. */
    RTX,
    /**
     * As the very bytes that were sent: the receiver has no RTX. The cache keeps sealed packets,
     * because an SRTP index is sealed once; under AES-GCM, to seal it again with another header
     * would reuse a nonce.
     */
    SEALED
}
