package media.sluice.coordinator.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What both sides can do in one media section.
 *
 * @param codecs in order of preference, with the peer's payload types
 * @param extensions with the peer's identifiers
 */
public record Agreement(List<Codec> codecs, List<HeaderExtension> extensions) {

    public Agreement {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
    }

    /** True when no media can flow. */
    public boolean isEmpty() {
        return codecs.isEmpty();
    }

    /** The codec here that a receiver of the produced one can decode. */
    public Optional<Codec> codecFor(Codec produced) {
        return codecs.stream()
                .filter(codec -> CodecCatalogue.isInterchangeable(codec, produced))
                .findFirst();
    }
}
