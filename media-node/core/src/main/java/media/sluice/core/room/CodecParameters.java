package media.sluice.core.room;

import java.util.Map;
import java.util.TreeMap;
import media.sluice.core.codec.Codec;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * One codec that a media section negotiated.
 *
 * @param codec what it is
 * @param payloadType 0..127
 * @param rtxPayloadType payload type of its repair stream (RFC 4588), -1 for none
 * @param clockRateHz RTP clock rate, 8,000..192,000
 * @param channels 1 or 2; 0 for video
 * @param nack whether generic NACK was negotiated
 * @param formats format parameters (a=fmtp), keys in lower case
 */
public record CodecParameters(
        Codec codec,
        int payloadType,
        int rtxPayloadType,
        int clockRateHz,
        int channels,
        boolean nack,
        Map<String, String> formats) {

    /** {@link #rtxPayloadType} when there is none. */
    public static final int NO_RTX = -1;

    private static final int MAX_FORMATS = 32;
    private static final int MAX_TEXT = 1024;

    public CodecParameters {
        formats = Map.copyOf(formats);
        require(payloadType >= 0 && payloadType <= 127, "payload type must be 0 to 127");
        require(
                rtxPayloadType >= NO_RTX && rtxPayloadType <= 127,
                "RTX payload type must be 0 to 127");
        require(
                clockRateHz >= 8_000 && clockRateHz <= 192_000,
                "clock rate must be 8000 to 192000");
        require(formats.size() <= MAX_FORMATS, "at most 32 format parameters");
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new RoomException(RoomException.Reason.INVALID, otherwise);
        }
    }

    public boolean hasRtx() {
        return rtxPayloadType != NO_RTX;
    }

    /** A format parameter, or the default when it is absent. */
    String format(String key, String otherwise) {
        return formats.getOrDefault(key, otherwise);
    }

    void export(StateWriter writer) {
        writer.begin(1).text(codec.mimeType()).u8(payloadType).i32(rtxPayloadType);
        writer.i32(clockRateHz).u8(channels).bool(nack).i32(formats.size());
        new TreeMap<>(formats).forEach((key, value) -> writer.text(key).text(value));
        writer.end();
    }

    static CodecParameters restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        Codec codec = Codec.ofMimeType(reader.text(MAX_TEXT));
        int payloadType = reader.u8();
        int rtxPayloadType = reader.i32();
        int clockRateHz = reader.i32();
        int channels = reader.u8();
        boolean nack = reader.bool();
        var formats = new TreeMap<String, String>();
        for (int left = reader.count(MAX_FORMATS); left > 0; left--) {
            formats.put(reader.text(MAX_TEXT), reader.text(MAX_TEXT));
        }
        reader.end();
        if (codec == null) {
            throw new CorruptStateException("a codec that this version does not know");
        }
        return new CodecParameters(
                codec, payloadType, rtxPayloadType, clockRateHz, channels, nack, formats);
    }
}
