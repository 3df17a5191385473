package media.sluice.coordinator.room;

import java.util.List;

/**
 * One codec in which a track is published.
 *
 * @param mimeType in lower case, for example video/vp8; empty until the description shows it
 * @param mid media section, empty until the description shows it
 * @param cid the client's identifier of the track in this codec
 * @param layers sizes, lowest first
 */
public record TrackCodec(String mimeType, String mid, String cid, List<VideoLayer> layers) {
    /** Copies the layers. */
    public TrackCodec {
        layers = List.copyOf(layers);
    }
}
