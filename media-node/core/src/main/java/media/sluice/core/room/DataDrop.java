package media.sluice.core.room;

/** Why a room did not forward a message of a data channel, or not to one of its receivers. */
public enum DataDrop {
    /** It came on a channel for which the session has no data producer. */
    NO_PRODUCER,
    /** It is not what the producer's envelope says, so nobody can be told who sent it. */
    MALFORMED,
    /** It has a field that this producer may not send. */
    REFUSED_FIELD,
    /** Its number is not above that of the last one: sent again after a resume. */
    REPEATED,
    /** Longer than the receiver's association takes. */
    TOO_LONG,
    /** The receiver's channel is not open yet, and more waits for it than is kept. */
    NOT_OPEN,
    /** A reliable message for a receiver that has fallen behind for good. */
    SLOW_READER,
    /** A message that may be lost, replaced by a newer one because the receiver is behind. */
    OUTDATED
}
