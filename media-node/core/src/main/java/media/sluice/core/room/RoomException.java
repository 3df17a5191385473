package media.sluice.core.room;

/** A request to a room that cannot be met. The message says what to do next. */
public final class RoomException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who has to do something about it. */
    public enum Reason {
        /** A parameter is out of range or contradicts another. */
        INVALID,
        /** The session, producer or consumer is not in the room. */
        NOT_FOUND,
        /** It is there already, with other content. */
        ALREADY_EXISTS,
        /** A bound of the room or session is reached. */
        EXHAUSTED
    }

    private final Reason reason;

    public RoomException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
