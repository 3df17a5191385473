package media.sluice.core.stream;

/** What the arrival of a packet meant to its stream's loss detection. */
public enum NackOutcome {
    /** The next packet in order, or the first one. */
    IN_ORDER,
    /** Packets before this one are missing and will be requested. */
    GAP,
    /** A packet that was missing. */
    RECOVERED,
    /** A packet that was not missing: a repeat, or one given up long ago. */
    UNEXPECTED,
    /** So many packets are missing that none of them is requested: ask for a key frame. */
    RESET
}
