package media.sluice.coordinator.sdp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One codec of a media section (a=rtpmap, a=fmtp, a=rtcp-fb), its RTX stream folded in.
 *
 * @param payloadType 0 to 127
 * @param name encoding name as written, for example VP8, opus, red
 * @param clockRateHz RTP clock rate, Hz
 * @param channels audio channels; 0 for video
 * @param format the text of a=fmtp, empty when absent
 * @param feedback the texts of a=rtcp-fb, for example "nack pli"
 * @param rtxPayloadType payload type of its RTX stream (RFC 4588), 0 when there is none
 */
public record Codec(
        int payloadType,
        String name,
        int clockRateHz,
        int channels,
        String format,
        List<String> feedback,
        int rtxPayloadType) {

    public Codec {
        feedback = List.copyOf(feedback);
    }

    /** Media type in lower case, for example video/vp8. */
    public String mimeType(MediaKind kind) {
        return kind.token() + "/" + name.toLowerCase(Locale.ROOT);
    }

    /** True when the encoding name is this one, whatever its case. */
    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    /**
     * The format parameters by name in lower case; text that is no name=value pair stands under the
     * empty name.
     */
    public Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        for (var part : format.split(";", -1)) {
            var pair = part.strip();
            if (pair.isEmpty()) {
                continue;
            }
            var equals = pair.indexOf('=');
            var key = equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            parameters.put(key, equals < 0 ? pair : pair.substring(equals + 1).strip());
        }
        return parameters;
    }

    /** The same codec with another format text. */
    public Codec withFormat(String text) {
        return new Codec(payloadType, name, clockRateHz, channels, text, feedback, rtxPayloadType);
    }

    /** The same codec with other feedback. */
    public Codec withFeedback(List<String> other) {
        return new Codec(payloadType, name, clockRateHz, channels, format, other, rtxPayloadType);
    }
}
