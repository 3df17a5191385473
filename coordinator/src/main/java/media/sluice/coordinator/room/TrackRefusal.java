package media.sluice.coordinator.room;

/** Why a track was not accepted at once. */
public enum TrackRefusal {
    /** Its publisher may not publish it. */
    NOT_ALLOWED,
    /** Too many tracks wait for their media. */
    LIMIT_EXCEEDED,
    /** The same client track is still published; this one follows when that one ends. */
    QUEUED,
    /** The identifier it names is not known. */
    NOT_FOUND
}
