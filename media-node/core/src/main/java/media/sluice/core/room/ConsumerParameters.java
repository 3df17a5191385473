package media.sluice.core.room;

import java.nio.charset.StandardCharsets;
import java.util.List;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * A producer as one session receives it.
 *
 * @param consumerId chosen by the controller, unique in the room
 * @param producerId what is forwarded
 * @param mid media section of the receiver
 * @param codecs what the receiver negotiated in that section, 1 to 32
 * @param extensions header extensions the receiver negotiated
 * @param ssrc to send with, unique in the receiving session, not 0
 * @param rtxSsrc of the repair stream; 0 when RTX was not negotiated
 * @param cname for RTCP (RFC 3550 §6.5.1); equal names are played in sync
 */
public record ConsumerParameters(
        String consumerId,
        String producerId,
        String mid,
        List<CodecParameters> codecs,
        ExtensionMap extensions,
        int ssrc,
        int rtxSsrc,
        String cname) {

    public ConsumerParameters {
        codecs = List.copyOf(codecs);
        ProducerParameters.requireCodecs(codecs, codecs.getFirst().codec().isVideo());
        CodecParameters.require(
                ssrc != 0 && ssrc != rtxSsrc, "ssrc must be set, and differ from rtx_ssrc");
        int length = cname.getBytes(StandardCharsets.UTF_8).length;
        CodecParameters.require(length > 0 && length <= 255, "cname must have 1 to 255 bytes");
    }

    void export(StateWriter writer) {
        writer.begin(1).text(consumerId).text(producerId).text(mid);
        ProducerParameters.exportCodecs(codecs, writer);
        extensions.export(writer);
        writer.i32(ssrc).i32(rtxSsrc).text(cname).end();
    }

    static ConsumerParameters restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        String consumerId = reader.text(ProducerParameters.MAX_ID);
        String producerId = reader.text(ProducerParameters.MAX_ID);
        String mid = reader.text(ProducerParameters.MAX_ID);
        List<CodecParameters> codecs = ProducerParameters.restoreCodecs(reader);
        reader.require(!codecs.isEmpty(), "consumer without codec");
        ExtensionMap extensions = ExtensionMap.restore(reader);
        int ssrc = reader.i32();
        int rtxSsrc = reader.i32();
        String cname = reader.text(ProducerParameters.MAX_ID);
        reader.end();
        return new ConsumerParameters(
                consumerId, producerId, mid, codecs, extensions, ssrc, rtxSsrc, cname);
    }
}
