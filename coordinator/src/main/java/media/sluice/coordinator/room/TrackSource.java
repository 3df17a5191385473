package media.sluice.coordinator.room;

/** What a track shows. */
public enum TrackSource {
    /** Not said. */
    UNKNOWN,
    /** A camera. */
    CAMERA,
    /** A microphone. */
    MICROPHONE,
    /** A shared screen. */
    SCREEN_SHARE,
    /** Sound of a shared screen. */
    SCREEN_SHARE_AUDIO
}
