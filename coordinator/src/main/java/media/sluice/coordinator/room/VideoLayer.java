package media.sluice.coordinator.room;

/**
 * One size in which a track is published.
 *
 * @param quality its step
 * @param width pixels
 * @param height pixels
 * @param bitrateBps bit rate the publisher aims at, bits per second; 0 when not said
 * @param ssrc its source, 0 when not said
 * @param spatialLayer rank, 0 (lowest) to 3
 * @param rid restriction identifier (RFC 8851), empty without simulcast
 */
public record VideoLayer(
        VideoQuality quality,
        int width,
        int height,
        int bitrateBps,
        long ssrc,
        int spatialLayer,
        String rid) {}
