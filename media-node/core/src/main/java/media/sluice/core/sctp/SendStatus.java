package media.sluice.core.sctp;

/** What became of a message given to {@link SctpAssociation#send}. */
public enum SendStatus {
    /** It will go out, or be given up as its reliability says. */
    QUEUED,
    /** The send buffer is full: try again after acknowledgements, or drop it. */
    BUFFER_FULL,
    /** Longer than the limit, or empty. */
    BAD_LENGTH,
    /** The stream was not negotiated. */
    NO_SUCH_STREAM,
    /** The stream is being reset. */
    STREAM_RESETTING,
    /** There is no association, or it is ending. */
    NOT_CONNECTED
}
