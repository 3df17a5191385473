package media.sluice.coordinator.placement;

/** What is heard of a node, best first. */
public enum Contact {
    /** Heartbeats come in time. */
    HEARD,

    /**
     * Heartbeats are late: a busy machine, or the beginning of something worse. Others come first.
     */
    LATE,

    /** Its stream is broken, or it has said nothing for long: asking it would only take time. */
    LOST
}
