package media.sluice.coordinator.port;

/** State of a session's transport, as its node tells it. */
public enum SessionState {
    /** No valid check yet. */
    NEW,
    /** Checks succeed, the handshake goes on. */
    CONNECTING,
    /** Media can flow. */
    CONNECTED,
    /** No valid check for ten seconds. */
    DISCONNECTED,
    /** Nor for five seconds more, or the handshake failed. */
    FAILED
}
