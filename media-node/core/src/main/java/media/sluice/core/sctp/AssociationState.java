package media.sluice.core.sctp;

/** States of an association (RFC 9260 §4); the package's comment has the diagram. */
public enum AssociationState {
    /** There is none; a peer's INIT is answered all the same. */
    CLOSED,
    /** INIT is sent. */
    COOKIE_WAIT,
    /** The peer's cookie is on its way back. */
    COOKIE_ECHOED,
    /** Messages flow. */
    ESTABLISHED,
    /** We want to end; what is queued goes out first. */
    SHUTDOWN_PENDING,
    /** All is acknowledged, and SHUTDOWN is sent. */
    SHUTDOWN_SENT,
    /** The peer wants to end; what is queued goes out first. */
    SHUTDOWN_RECEIVED,
    /** All is acknowledged, and SHUTDOWN-ACK is sent. */
    SHUTDOWN_ACK_SENT;

    /** Whether DATA of the peer is taken. */
    boolean isReceiving() {
        return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_SENT;
    }

    /** Whether DATA goes out. */
    boolean isSending() {
        return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_RECEIVED;
    }
}
