package media.sluice.coordinator.port;

/** What a client does when it is told to leave. */
public enum LeaveAction {
    /** It is over. */
    DISCONNECT,
    /** It opens a new signal connection at once; the media goes on. */
    RESUME,
    /** It joins anew. */
    RECONNECT
}
