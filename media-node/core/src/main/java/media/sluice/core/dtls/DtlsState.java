package media.sluice.core.dtls;

/**
 * <pre>
 *  HANDSHAKING ──► VERIFYING ──► CONNECTED
 *       └───────────────┴──────► FAILED
 * </pre>
 */
public enum DtlsState {
    /** Waiting for the peer's messages. */
    HANDSHAKING,
    /**
     * The handshake is done; signaling has not told the peer's fingerprint yet, so nothing is
     * trusted.
     */
    VERIFYING,
    /** Keys and peer are good. */
    CONNECTED,
    /** The session can never carry media. */
    FAILED
}
