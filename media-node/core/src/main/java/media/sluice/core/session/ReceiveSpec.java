package media.sluice.core.session;

import java.util.List;

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

    /**
     * One codec of the section.
     *
     * @param payloadType 0 to 127
     * @param rtxPayloadType payload type of its repair stream (RFC 4588); -1 = none
     * @param clockRateHz RTP clock rate
     * @param isNackWanted generic NACK was negotiated: losses are asked for
     */
    public record Payload(
            int payloadType, int rtxPayloadType, int clockRateHz, boolean isNackWanted) {}

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
