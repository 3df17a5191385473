package media.sluice.coordinator.room;

/** Why a participant left or was sent away; the names are LiveKit's. */
public enum LeaveReason {
    /** Not known. */
    UNKNOWN_REASON,
    /** The client said so. */
    CLIENT_INITIATED,
    /** Somebody with the same identity joined. */
    DUPLICATE_IDENTITY,
    /** The service stops, or its node is gone. */
    SERVER_SHUTDOWN,
    /** The server API removed it. */
    PARTICIPANT_REMOVED,
    /** The server API closed the room. */
    ROOM_DELETED,
    /** Client and server know different things. */
    STATE_MISMATCH,
    /** It never connected, or the room is full. */
    JOIN_FAILURE,
    /** It shall go on elsewhere. */
    MIGRATION,
    /** Its signal ended before its media connected. */
    SIGNAL_CLOSE,
    /** Nobody was left who keeps the room open. */
    ROOM_CLOSED,
    /** A called user did not answer. */
    USER_UNAVAILABLE,
    /** A called user refused. */
    USER_REJECTED,
    /** Its media connection was lost. */
    CONNECTION_TIMEOUT,
    /** An agent failed. */
    AGENT_ERROR
}
