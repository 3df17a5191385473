package media.sluice.coordinator.room;

/** Sound or pictures. */
public enum TrackKind {
    /** Sound. */
    AUDIO,
    /** Pictures. */
    VIDEO
}
