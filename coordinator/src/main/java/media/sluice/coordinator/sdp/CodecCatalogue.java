package media.sluice.coordinator.sdp;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The codecs and header extensions that this server takes part in, and the numbers it gives them in
 * its own offers.
 */
public final class CodecCatalogue {

    private static final List<String> VIDEO_RECEIVER_FEEDBACK =
            List.of("goog-remb", "ccm fir", "nack", "nack pli");

    /** Payload types as LiveKit numbers them: old clients have been tested against no others. */
    private static final List<Codec> OFFERED_VIDEO =
            List.of(
                    video(96, "VP8", ""),
                    video(
                            125,
                            "H264",
                            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
                    video(
                            104,
                            "H264",
                            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f"));

    private static final List<Codec> OFFERED_AUDIO =
            List.of(
                    new Codec(
                            111,
                            "opus",
                            48_000,
                            2,
                            "minptime=10;useinbandfec=1",
                            List.of("nack"),
                            0),
                    new Codec(63, "red", 48_000, 2, "111/111", List.of(), 0));

    private static final List<HeaderExtension> OFFERED_VIDEO_EXTENSIONS =
            List.of(
                    new HeaderExtension(1, HeaderExtension.MID),
                    new HeaderExtension(2, HeaderExtension.ABS_SEND_TIME),
                    new HeaderExtension(4, HeaderExtension.ABS_CAPTURE_TIME));

    private static final List<HeaderExtension> OFFERED_AUDIO_EXTENSIONS =
            List.of(
                    new HeaderExtension(1, HeaderExtension.MID),
                    new HeaderExtension(2, HeaderExtension.ABS_SEND_TIME),
                    new HeaderExtension(4, HeaderExtension.ABS_CAPTURE_TIME),
                    new HeaderExtension(5, HeaderExtension.AUDIO_LEVEL));

    private CodecCatalogue() {}

    /** Media types a client may publish, preferred first. */
    public static List<String> publishableMimeTypes() {
        return List.of("video/VP8", "video/H264", "audio/opus", "audio/red");
    }

    /** What our own offer of media to a subscriber lists. */
    public static Agreement offered(MediaKind kind) {
        return kind == MediaKind.AUDIO
                ? new Agreement(OFFERED_AUDIO, OFFERED_AUDIO_EXTENSIONS)
                : new Agreement(OFFERED_VIDEO, OFFERED_VIDEO_EXTENSIONS);
    }

    /** True when a decoder set up for one codec decodes a stream of the other. */
    public static boolean isInterchangeable(Codec one, Codec other) {
        if (!one.isNamed(other.name()) || one.clockRateHz() != other.clockRateHz()) {
            return false;
        }
        var first = one.parameters();
        var second = other.parameters();
        return switch (one.name().toUpperCase(Locale.ROOT)) {
            case "H264" ->
                    packetizationMode(first).equals(packetizationMode(second))
                            && h264Profile(first).equals(h264Profile(second));
            case "VP9", "AV1" -> profile(first).equals(profile(second));
            default -> true;
        };
    }

    static boolean isKnown(Codec codec) {
        return switch (codec.name().toUpperCase(Locale.ROOT)) {
            case "VP8", "OPUS" -> true;
            // Video has a codec of this name too: it wraps ulpfec, which is not used here.
            case "RED" -> codec.clockRateHz() == 48_000;
            case "H264" -> packetizationMode(codec.parameters()).equals("1");
            default -> false;
        };
    }

    /**
     * High profile: many receivers have no decoder for it, so nobody is sent it (RFC 6184, section
     * 8.1).
     */
    static boolean isHighProfile(Codec codec) {
        return codec.isNamed("H264")
                && codec.parameters().getOrDefault("profile-level-id", "").startsWith("64");
    }

    private static Codec video(int payloadType, String name, String format) {
        return new Codec(
                payloadType, name, 90_000, 0, format, VIDEO_RECEIVER_FEEDBACK, payloadType + 1);
    }

    private static String packetizationMode(Map<String, String> parameters) {
        return parameters.getOrDefault("packetization-mode", "0");
    }

    private static String profile(Map<String, String> parameters) {
        return parameters.getOrDefault("profile-id", parameters.getOrDefault("profile", "0"));
    }

    /**
     * The profile of RFC 6184, table 5: baseline (42 without constraint_set1) and constrained
     * baseline differ, but every WebRTC encoder that says baseline sends constrained baseline, so
     * the two count as one.
     */
    private static String h264Profile(Map<String, String> parameters) {
        var id = parameters.getOrDefault("profile-level-id", "42001f").toLowerCase(Locale.ROOT);
        return id.length() < 2 ? id : id.substring(0, 2);
    }
}
