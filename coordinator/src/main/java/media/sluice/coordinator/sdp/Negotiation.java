package media.sluice.coordinator.sdp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Chooses from what the peer offers for a section (RFC 3264, section 6); payload types and
 * identifiers stay the peer's.
 */
public final class Negotiation {

    private static final Set<String> FROM_AUDIO_SENDER = Set.of("nack");
    private static final Set<String> FROM_VIDEO_SENDER =
            Set.of("transport-cc", "ccm fir", "nack", "nack pli");
    private static final Set<String> TO_VIDEO_RECEIVER =
            Set.of("goog-remb", "ccm fir", "nack", "nack pli");

    private static final Set<String> AUDIO_FROM_SENDER =
            Set.of(
                    HeaderExtension.MID,
                    HeaderExtension.RID,
                    HeaderExtension.AUDIO_LEVEL,
                    HeaderExtension.ABS_CAPTURE_TIME);

    /**
     * No dependency descriptor: with it Chromium leaves picture id and TL0PICIDX out of the VP8
     * descriptor (measured with 156), and those are what a layer switch rewrites. It comes with the
     * codecs that need it.
     */
    private static final Set<String> VIDEO_FROM_SENDER =
            Set.of(
                    HeaderExtension.MID,
                    HeaderExtension.RID,
                    HeaderExtension.REPAIRED_RID,
                    HeaderExtension.TRANSPORT_CC,
                    HeaderExtension.ABS_CAPTURE_TIME);

    private static final Set<String> AUDIO_TO_RECEIVER =
            Set.of(
                    HeaderExtension.MID,
                    HeaderExtension.ABS_SEND_TIME,
                    HeaderExtension.AUDIO_LEVEL,
                    HeaderExtension.ABS_CAPTURE_TIME);
    private static final Set<String> VIDEO_TO_RECEIVER =
            Set.of(
                    HeaderExtension.MID,
                    HeaderExtension.ABS_SEND_TIME,
                    HeaderExtension.ABS_CAPTURE_TIME);

    private Negotiation() {}

    /** What the peer may send in this section; empty when no codec fits. */
    public static Agreement receive(MediaSection section, PublishOptions options) {
        var isAudio = section.kind() == MediaKind.AUDIO;
        var codecs = new ArrayList<Codec>();
        for (var codec : section.codecs()) {
            if (CodecCatalogue.isKnown(codec)
                    && !(codec.isNamed("red") && options.isRedDisabled())) {
                var kept = isAudio ? FROM_AUDIO_SENDER : FROM_VIDEO_SENDER;
                codecs.add(tuned(codec.withFeedback(common(codec, kept)), options));
            }
        }
        // Clients send the first codec of an answer: RED first protects audio from loss (RFC 2198).
        codecs.sort(Comparator.comparingInt(codec -> rank(codec, options)));
        return new Agreement(
                codecs, extensions(section, isAudio ? AUDIO_FROM_SENDER : VIDEO_FROM_SENDER));
    }

    /** What the peer can be sent in this section; empty when no codec fits. */
    public static Agreement send(MediaSection section) {
        var isAudio = section.kind() == MediaKind.AUDIO;
        var codecs = new ArrayList<Codec>();
        for (var codec : section.codecs()) {
            if (CodecCatalogue.isKnown(codec) && !CodecCatalogue.isHighProfile(codec)) {
                var kept = isAudio ? FROM_AUDIO_SENDER : TO_VIDEO_RECEIVER;
                codecs.add(codec.withFeedback(common(codec, kept)));
            }
        }
        return new Agreement(
                codecs, extensions(section, isAudio ? AUDIO_TO_RECEIVER : VIDEO_TO_RECEIVER));
    }

    private static int rank(Codec codec, PublishOptions options) {
        if (codec.isNamed("red")) {
            return 0;
        }
        if (!options.preferredCodec().isEmpty()) {
            return codec.isNamed(options.preferredCodec()) ? 1 : 2;
        }
        return switch (codec.name().toUpperCase(Locale.ROOT)) {
            case "VP8", "OPUS" -> 1;
            default -> 2;
        };
    }

    private static Codec tuned(Codec codec, PublishOptions options) {
        if (!codec.isNamed("opus")) {
            return codec;
        }
        var format = new StringBuilder("minptime=10;useinbandfec=1");
        if (!options.isDtxDisabled()) {
            format.append(";usedtx=1");
        }
        if (options.isStereo()) {
            format.append(";stereo=1;maxaveragebitrate=510000");
        }
        return codec.withFormat(format.toString());
    }

    private static List<String> common(Codec codec, Set<String> ours) {
        return codec.feedback().stream().filter(ours::contains).distinct().toList();
    }

    private static List<HeaderExtension> extensions(MediaSection section, Set<String> ours) {
        return section.extensions().stream()
                .filter(extension -> ours.contains(extension.uri()))
                .toList();
    }
}
