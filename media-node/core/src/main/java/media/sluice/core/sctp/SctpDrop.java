package media.sluice.core.sctp;

/** Why a packet, a chunk or a message of the peer was dropped. */
public enum SctpDrop {
    /** No common header and chunk, or longer than a DTLS record. */
    BAD_LENGTH,
    /** CRC32c does not fit. */
    BAD_CHECKSUM,
    /** Not the ports of this association. */
    BAD_PORT,
    /** The verification tag is not ours (RFC 9260 §8.5). */
    BAD_TAG,
    /** There is no association and the chunk does not begin one. */
    OUT_OF_THE_BLUE,
    /** A chunk that ends outside its packet or contradicts itself. */
    MALFORMED_CHUNK,
    /** A chunk type that we do not know. */
    UNKNOWN_CHUNK,
    /** A chunk that means nothing in this state. */
    UNEXPECTED_CHUNK,
    /** A cookie that we have not made, or not for this association. */
    BAD_COOKIE,
    /** A SACK older than one before, or for data that was never sent. */
    BAD_SACK,
    /** A TSN that was received before. */
    DUPLICATE_TSN,
    /** A TSN so far ahead that no window reaches it, or too many holes before it. */
    TSN_AHEAD,
    /** The receive buffer is full. */
    BUFFER_FULL,
    /** A stream that was not negotiated. */
    BAD_STREAM,
    /** More control chunks than are answered at a time. */
    CONTROL_FLOOD,
    /** A message of the channel protocol that is malformed, or for a channel that is open. */
    BAD_CHANNEL_MESSAGE,
    /**
     * A payload protocol identifier that RFC 8831 does not define, or a channel that is not open.
     */
    UNKNOWN_PAYLOAD
}
