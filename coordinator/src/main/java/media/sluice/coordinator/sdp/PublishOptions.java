package media.sluice.coordinator.sdp;

/**
 * Wishes for media that the peer sends.
 *
 * @param preferredCodec encoding name to put first, for example VP8; empty for the usual order
 * @param isRedDisabled no audio/red (RFC 2198)
 * @param isDtxDisabled no discontinuous transmission of Opus
 * @param isStereo Opus in stereo at up to 510,000 bit/s
 */
public record PublishOptions(
        String preferredCodec, boolean isRedDisabled, boolean isDtxDisabled, boolean isStereo) {

    /** No wishes. */
    public static final PublishOptions DEFAULT = new PublishOptions("", false, false, false);
}
