package media.sluice.core.room;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.forwarding.LayerSelector;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Media that a session sends.
 *
 * @param producerId chosen by the controller, unique in the room
 * @param isVideo pictures or sound
 * @param mid media section (RFC 9143), 1 to 16 characters
 * @param codecs what the section negotiated, 1 to 32, preferred first
 * @param extensions header extensions negotiated
 * @param encodings RTP streams, 1 to 4, lowest layer first: the place in the list is the layer
 * @param isScreenShare layers may pause for seconds without having stopped
 */
public record ProducerParameters(
        String producerId,
        boolean isVideo,
        String mid,
        List<CodecParameters> codecs,
        ExtensionMap extensions,
        List<EncodingParameters> encodings,
        boolean isScreenShare) {

    static final int MAX_CODECS = 32;
    static final int MAX_ID = 512;

    public ProducerParameters {
        codecs = List.copyOf(codecs);
        encodings = List.copyOf(encodings);
        requireCodecs(codecs, isVideo);
        CodecParameters.require(!mid.isEmpty(), "mid must not be empty");
        CodecParameters.require(
                !encodings.isEmpty() && encodings.size() <= LayerSelector.MAX_LAYERS,
                "a producer has 1 to 4 encodings");
    }

    static void requireCodecs(List<CodecParameters> codecs, boolean isVideo) {
        CodecParameters.require(
                !codecs.isEmpty() && codecs.size() <= MAX_CODECS, "1 to 32 codecs are needed");
        for (CodecParameters codec : codecs) {
            CodecParameters.require(
                    codec.codec().isVideo() == isVideo, "a codec is of the other kind of media");
        }
    }

    void export(StateWriter writer) {
        writer.begin(1).text(producerId).bool(isVideo).text(mid);
        exportCodecs(codecs, writer);
        extensions.export(writer);
        writer.i32(encodings.size());
        for (EncodingParameters encoding : encodings) {
            writer.text(encoding.rid()).i32(encoding.ssrc()).i32(encoding.rtxSsrc());
        }
        writer.bool(isScreenShare).end();
    }

    static ProducerParameters restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        String producerId = reader.text(MAX_ID);
        boolean isVideo = reader.bool();
        String mid = reader.text(MAX_ID);
        List<CodecParameters> codecs = restoreCodecs(reader);
        ExtensionMap extensions = ExtensionMap.restore(reader);
        var encodings = new ArrayList<EncodingParameters>();
        for (int left = reader.count(LayerSelector.MAX_LAYERS); left > 0; left--) {
            encodings.add(new EncodingParameters(reader.text(MAX_ID), reader.i32(), reader.i32()));
        }
        boolean isScreenShare = reader.bool();
        reader.end();
        return new ProducerParameters(
                producerId, isVideo, mid, codecs, extensions, encodings, isScreenShare);
    }

    static void exportCodecs(List<CodecParameters> codecs, StateWriter writer) {
        writer.i32(codecs.size());
        codecs.forEach(codec -> codec.export(writer));
    }

    static List<CodecParameters> restoreCodecs(StateReader reader) throws CorruptStateException {
        var codecs = new ArrayList<CodecParameters>();
        for (int left = reader.count(MAX_CODECS); left > 0; left--) {
            codecs.add(CodecParameters.restore(reader));
        }
        return codecs;
    }
}
