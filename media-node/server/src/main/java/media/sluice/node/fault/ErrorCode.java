package media.sluice.node.fault;

/** Every reason for which the node refuses a request. The source of the errors page. */
public enum ErrorCode {
    INVALID_FIELD(
            Category.CALLER,
            "A field of the request is missing or out of range.",
            "Correct the field that the message names."),
    UNKNOWN_ROOM(
            Category.MISSING,
            "The room is not open on this node.",
            "Create the room here first, or ask the node on which it is."),
    UNKNOWN_SESSION(
            Category.MISSING,
            "The session is not on this node: it ended, moved, or never was here.",
            "Create the session first, or ask the node to which it moved."),
    NOT_IN_ROOM(
            Category.MISSING,
            "The room has no such session, producer or consumer.",
            "Create it first."),
    ROOM_FULL(
            Category.EXHAUSTED,
            "A bound of the room or session is reached.",
            "Close what is not needed, or use another session."),
    STALE_EPOCH(
            Category.CONFLICT,
            "The command's epoch is older than the room's, or equal and from another owner.",
            "Stop commanding this room: somebody else owns it now."),
    DIFFERENT_CONTENT(
            Category.DUPLICATE,
            "Something with this identifier exists with other content.",
            "Use another identifier, or repeat the first request unchanged."),
    WRONG_STATE(
            Category.CONFLICT,
            "The session is not in a state in which this is possible.",
            "Wait for the state that the message names."),
    NODE_FULL(
            Category.EXHAUSTED,
            "The node holds as many sessions as it may.",
            "Use another node, or raise sluice.node.max-sessions."),
    WORKER_BUSY(
            Category.EXHAUSTED,
            "The worker's mailbox is full.",
            "Repeat the request after a short while."),
    WATCHER_TOO_SLOW(
            Category.EXHAUSTED,
            "The watcher read events more slowly than they happened.",
            "Open the stream again and call GetStatistics to catch up."),
    NODE_DRAINING(
            Category.UNAVAILABLE,
            "The node takes no new rooms or sessions because it drains or stops.",
            "Use another node."),
    CORRUPT_CAPSULE(
            Category.CALLER,
            "The capsule of a moving session cannot be read.",
            "Check that both nodes run versions that know each other's capsules."),
    UNKNOWN_TICKET(
            Category.MISSING,
            "The ticket is unknown, used or older than 10 s.",
            "Call PrepareMove on the target again."),
    NO_TRUNK(
            Category.UNAVAILABLE,
            "There is no trunk to the other node, by gRPC or by UDP.",
            "Check that the nodes reach each other's relay address and UDP media ports, then try again."),
    BROKEN_INVARIANT(
            Category.INTERNAL,
            "The node found its own state contradicting itself and ended the session.",
            "Create the session anew and report the log entry.");

    /** Who can do something about it. */
    public enum Category {
        /** The request is wrong. */
        CALLER,
        /** What it names is not there. */
        MISSING,
        /** It exists already, otherwise. */
        DUPLICATE,
        /** The state does not allow it. */
        CONFLICT,
        /** Not now, not here. */
        UNAVAILABLE,
        /** A bound is reached. */
        EXHAUSTED,
        /** The node is at fault. */
        INTERNAL
    }

    private final Category category;
    private final String cause;
    private final String remedy;

    ErrorCode(Category category, String cause, String remedy) {
        this.category = category;
        this.cause = cause;
        this.remedy = remedy;
    }

    public Category category() {
        return category;
    }

    /** What happened, one sentence. */
    public String cause() {
        return cause;
    }

    /** What to do next, one sentence. */
    public String remedy() {
        return remedy;
    }
}
