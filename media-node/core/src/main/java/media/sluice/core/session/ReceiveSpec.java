package media.sluice.core.session;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * What a session is going to receive in one media section, as negotiated.
 *
 * @param mid media section identifier (RFC 9143), 1 to 16 characters; unique in the session
 * @param payloads payload types of the section, 1 to 32
 * @param encodings its RTP streams, 1 to 4, lowest layer first; the index is the layer's number
 * @param extensions header extension identifiers; equal in all sections of a session (BUNDLE)
 */
public record ReceiveSpec(
        String mid, List<Payload> payloads, List<Encoding> encodings, Extensions extensions) {

    /** Most media sections of one session. */
    public static final int MAX_SECTIONS = 64;

    /** Most payload types of one section. */
    public static final int MAX_PAYLOADS = 32;

    /** Most encodings of one section. */
    public static final int MAX_ENCODINGS = 4;

    private static final int STATE_VERSION = 1;
    private static final int MAX_NAME_BYTES = 64;

    public ReceiveSpec {
        payloads = List.copyOf(payloads);
        encodings = List.copyOf(encodings);
        if (payloads.isEmpty() || payloads.size() > MAX_PAYLOADS) {
            throw new IllegalArgumentException("1 to 32 payload types, not " + payloads.size());
        }
        if (encodings.isEmpty() || encodings.size() > MAX_ENCODINGS) {
            throw new IllegalArgumentException("1 to 4 encodings, not " + encodings.size());
        }
    }

    void export(StateWriter out) {
        out.begin(STATE_VERSION).text(mid);
        out.u8(extensions.mid()).u8(extensions.rid());
        out.u8(extensions.repairedRid()).u8(extensions.transportSequence());
        out.i32(payloads.size());
        for (var payload : payloads) {
            out.u8(payload.payloadType()).u8(payload.rtxPayloadType());
            out.i32(payload.clockRateHz()).bool(payload.isNackWanted());
        }
        out.i32(encodings.size());
        for (var encoding : encodings) {
            out.text(encoding.rid()).i32(encoding.ssrc()).i32(encoding.rtxSsrc());
        }
        out.end();
    }

    static ReceiveSpec restore(StateReader in) throws CorruptStateException {
        in.begin();
        String mid = in.text(MAX_NAME_BYTES);
        var extensions = new Extensions(in.u8(), in.u8(), in.u8(), in.u8());
        var payloads = new ArrayList<Payload>();
        int payloadCount = in.count(MAX_PAYLOADS);
        for (int i = 0; i < payloadCount; i++) {
            int type = in.u8();
            int rtxType = (byte) in.u8();
            int clockRate = in.i32();
            in.require(
                    type < 128 && clockRate > 0 && clockRate <= 1_000_000, "payload out of range");
            payloads.add(new Payload(type, rtxType, clockRate, in.bool()));
        }
        var encodings = new ArrayList<Encoding>();
        int encodingCount = in.count(MAX_ENCODINGS);
        for (int i = 0; i < encodingCount; i++) {
            encodings.add(new Encoding(in.text(MAX_NAME_BYTES), in.i32(), in.i32()));
        }
        in.require(!payloads.isEmpty() && !encodings.isEmpty(), "media section without streams");
        in.end();
        return new ReceiveSpec(mid, payloads, encodings, extensions);
    }

    /**
     * One codec of the section.
     *
     * @param payloadType 0 to 127
     * @param rtxPayloadType payload type of its repair stream (RFC 4588); -1 = none
     * @param clockRateHz RTP clock rate
     * @param isNackWanted generic NACK was negotiated: losses are asked for
     */
    public record Payload(
            int payloadType, int rtxPayloadType, int clockRateHz, boolean isNackWanted) {
        public Payload {
            if (payloadType < 0 || payloadType > 127 || rtxPayloadType > 127) {
                throw new IllegalArgumentException("payload types are 0 to 127");
            }
            if (clockRateHz < 1 || clockRateHz > 1_000_000) {
                throw new IllegalArgumentException("clock rate " + clockRateHz + " Hz");
            }
        }
    }

    /**
     * One RTP stream of the section.
     *
     * @param rid restriction identifier (RFC 8851); empty without simulcast
     * @param ssrc 0 when it is learned from the first packet with the mid (and rid) extensions
     * @param rtxSsrc 0 when there is none or it is learned
     */
    public record Encoding(String rid, int ssrc, int rtxSsrc) {}

    /**
     * Header extension identifiers (RFC 8285), 0 = not negotiated.
     *
     * @param mid urn:ietf:params:rtp-hdrext:sdes:mid
     * @param rid urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
     * @param repairedRid urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
     * @param transportSequence transport-wide congestion control sequence number
     */
    public record Extensions(int mid, int rid, int repairedRid, int transportSequence) {
        /** None negotiated. */
        public static final Extensions NONE = new Extensions(0, 0, 0, 0);
    }
}
