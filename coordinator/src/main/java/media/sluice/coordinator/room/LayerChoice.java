package media.sluice.coordinator.room;

import java.util.List;

/** Which published size fits what a subscriber shows. */
public final class LayerChoice {
    /**
     * A layer counts as large enough from this share of the wanted size on: windows are rarely
     * exact.
     */
    private static final double ENOUGH = 0.9;

    private LayerChoice() {}

    /** Rank of the layer, 0 (lowest) to 3: the smallest that is large enough, else by quality. */
    public static int spatialLayer(Track track, TrackSettings settings) {
        List<VideoLayer> layers = track.layers();
        if (layers.size() < 2) {
            return 0;
        }
        return settings.width() > 0 && settings.height() > 0
                ? bySize(layers, settings)
                : byQuality(layers, settings.quality());
    }

    private static int bySize(List<VideoLayer> layers, TrackSettings settings) {
        for (int i = 0; i < layers.size(); i++) {
            var layer = layers.get(i);
            if (layer.width() >= ENOUGH * settings.width()
                    && layer.height() >= ENOUGH * settings.height()) {
                return i;
            }
        }
        return layers.size() - 1;
    }

    private static int byQuality(List<VideoLayer> layers, VideoQuality wanted) {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).quality().compareTo(wanted) >= 0) {
                return i;
            }
        }
        return layers.size() - 1;
    }
}
