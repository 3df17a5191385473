package media.sluice.core.trunk;

/** Why a trunk dropped a datagram. */
public enum TrunkDrop {
    /** Not the form of a frame. */
    MALFORMED,
    /** A counter that was seen before, or is too old to tell. */
    REPLAYED,
    /** The tag does not fit: forged or damaged. */
    FORGED,
    /** Authentic, but its content cannot be read or names nothing that is here. */
    UNREADABLE
}
