package media.sluice.core.session;

/** State of a session's transport, ICE and DTLS together. */
public enum SessionState {
    /** No valid check of the peer yet. */
    NEW,
    /** ICE is connected, the DTLS handshake goes on. */
    CONNECTING,
    /** Media can flow. */
    CONNECTED,
    /** No valid check for 10 s (RFC 7675); the next one brings CONNECTED back. */
    DISCONNECTED,
    /** Disconnected for 5 s more, or the handshake failed. An ICE restart can revive the former. */
    FAILED,
    /** Ended from this side. */
    CLOSED
}
