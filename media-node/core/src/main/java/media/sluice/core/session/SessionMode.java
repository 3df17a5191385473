package media.sluice.core.session;

/**
 * Who a session is in a move.
 *
 * <pre>
 *  source:  ACTIVE ──freeze()──► FROZEN ──close()──► CLOSED
 *              ▲                    │
 *              └──────thaw()────────┘
 *  target:  ACCEPTOR ──activate(FINAL)──► ACTIVE
 *  backup:  STANDBY ──takeOver()──► ACTIVE
 * </pre>
 */
public enum SessionMode {
    /** Media flows here. */
    ACTIVE,
    /** Handed over: sends and answers nothing, keeps the media that arrives for the target. */
    FROZEN,
    /** Answers and sends checks; no media until the final capsule. */
    ACCEPTOR,
    /** Holds another node's session; sends and answers nothing. */
    STANDBY,
    /** Ended. */
    CLOSED
}
