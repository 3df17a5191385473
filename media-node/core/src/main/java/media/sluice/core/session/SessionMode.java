package media.sluice.core.session;

/**
 * Who a session is in a move.
 *
 * <pre>
 *  source:  ACTIVE ──freeze()──► FROZEN ──close()──► CLOSED
 *              ▲                    │
 *              └──────thaw()────────┘
 *  target:  ACCEPTOR ──prepare(FINAL)──► READY ──activate()──► ACTIVE
 *  backup:  STANDBY ──takeOver()──► ACTIVE
 * </pre>
 */
public enum SessionMode {
    /** Media flows here. */
    ACTIVE,
    /** Handed over: sends and answers nothing, keeps the media that arrives for the target. */
    FROZEN,
    /** Takes checks and sends its own, confirms none; no keys until the final capsule. */
    ACCEPTOR,
    /**
     * As an acceptor, with keys: keeps what comes, and seals nothing until the source has let go.
     */
    READY,
    /** Holds another node's session; sends and answers nothing. */
    STANDBY,
    /** Ended. */
    CLOSED
}
