package media.sluice.core.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The codecs a payload type can name, with what the forwarder has to know about each. */
public enum Codec {
    OPUS("audio/opus", false),
    RED("audio/red", false),
    PCMU("audio/pcmu", false),
    PCMA("audio/pcma", false),
    G722("audio/g722", false),
    VP8("video/vp8", true),
    VP9("video/vp9", true),
    H264("video/h264", true),
    H265("video/h265", true),
    AV1("video/av1", true);

    private final String mimeType;
    private final boolean video;

    Codec(String mimeType, boolean video) {
        this.mimeType = mimeType;
        this.video = video;
    }

    /** The media type in lower case, e.g. {@code video/vp8}. */
    public String mimeType() {
        return mimeType;
    }

    /** Whether pictures (with key frames) and not sound are carried. */
    public boolean isVideo() {
        return video;
    }

    /**
     * The codec of a media type in any case; null if it is none we forward (rtx and FEC are not
     * codecs).
     */
    public static @Nullable Codec ofMimeType(String mimeType) {
        String wanted = mimeType.toLowerCase(Locale.ROOT);
        for (Codec codec : values()) {
            if (codec.mimeType.equals(wanted)) {
                return codec;
            }
        }
        return null;
    }
}
