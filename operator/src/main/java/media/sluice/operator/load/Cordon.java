package media.sluice.operator.load;

/** Whether a node takes newcomers. */
public enum Cordon {
    /** It does. */
    OPEN,

    /** It does not; who is there stays. */
    CLOSED,

    /** It does not, and who is there is moved to other nodes. */
    EMPTYING
}
