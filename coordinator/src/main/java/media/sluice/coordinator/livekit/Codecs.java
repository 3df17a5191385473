package media.sluice.coordinator.livekit;

import java.util.List;
import livekit.LivekitModels;
import media.sluice.coordinator.sdp.CodecCatalogue;

/** Codecs that clients may publish. */
public final class Codecs {
    private Codecs() {}

    /** Preferred first. */
    public static List<LivekitModels.Codec> enabled() {
        return CodecCatalogue.publishableMimeTypes().stream()
                .map(mime -> LivekitModels.Codec.newBuilder().setMime(mime).build())
                .toList();
    }
}
