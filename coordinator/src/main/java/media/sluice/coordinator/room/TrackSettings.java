package media.sluice.coordinator.room;

/**
 * How a subscriber wants a track.
 *
 * @param isDisabled not at all for now
 * @param quality step wanted when no size is given
 * @param width pixels shown, 0 when not said
 * @param height pixels shown, 0 when not said
 * @param priority 1 to 255, 0 when not said
 */
public record TrackSettings(
        boolean isDisabled, VideoQuality quality, int width, int height, int priority) {

    /** What a subscriber gets before it says anything. */
    public static TrackSettings initial(boolean adaptiveStream) {
        return new TrackSettings(
                false, adaptiveStream ? VideoQuality.LOW : VideoQuality.HIGH, 0, 0, 0);
    }
}
