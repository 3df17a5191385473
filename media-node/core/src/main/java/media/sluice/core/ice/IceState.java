package media.sluice.core.ice;

/**
 * Connectivity as seen from the peer's checks.
 *
 * <pre>
 *  NEW -check-> CONNECTED -10 s silence-> DISCONNECTED -5 s-> FAILED
 *                   ^-----------check----------+------check------'
 * </pre>
 */
public enum IceState {
    /** No valid check yet. */
    NEW,
    /** The peer checks. */
    CONNECTED,
    /** No valid check for 10 s. */
    DISCONNECTED,
    /** No valid check for 15 s. */
    FAILED
}
