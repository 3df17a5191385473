package media.sluice.operator.leader;

/** This operator may not act any more: another one may have taken over. */
public final class LeadershipLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what happened. */
    public LeadershipLost(String message) {
        super(message);
    }
}
