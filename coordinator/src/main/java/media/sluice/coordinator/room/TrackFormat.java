package media.sluice.coordinator.room;

import java.util.List;

/**
 * How a track is encoded, as its publisher declared it.
 *
 * @param codecs the first is the primary one
 * @param isRedDisabled no redundant audio (RFC 2198)
 * @param encryption number of the end-to-end encryption, 0 means none
 * @param audioFeatures numbers of LiveKit's audio features
 * @param backupCodecPolicy number of LiveKit's policy
 */
public record TrackFormat(
        List<TrackCodec> codecs,
        boolean isRedDisabled,
        int encryption,
        List<Integer> audioFeatures,
        int backupCodecPolicy) {
    /** Number of the feature "stereo". */
    public static final int FEATURE_STEREO = 0;

    /** Number of the feature "no discontinuous transmission". */
    public static final int FEATURE_NO_DTX = 1;

    /** Copies the lists. */
    public TrackFormat {
        codecs = List.copyOf(codecs);
        audioFeatures = List.copyOf(audioFeatures);
    }

    /** The same with other codecs. */
    public TrackFormat withCodecs(List<TrackCodec> other) {
        return new TrackFormat(other, isRedDisabled, encryption, audioFeatures, backupCodecPolicy);
    }

    /** The same with other audio features. */
    public TrackFormat withAudioFeatures(List<Integer> other) {
        return new TrackFormat(codecs, isRedDisabled, encryption, other, backupCodecPolicy);
    }
}
