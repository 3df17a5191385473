package media.sluice.core.room;

/**
 * One RTP stream of a producer.
 *
 * @param rid restriction identifier (RFC 8851); empty without simulcast
 * @param ssrc 0 when it is learned from the first packet
 * @param rtxSsrc 0 when there is none or it is learned
 */
public record EncodingParameters(String rid, int ssrc, int rtxSsrc) {}
