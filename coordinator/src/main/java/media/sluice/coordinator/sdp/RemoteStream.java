package media.sluice.coordinator.sdp;

/**
 * One RTP stream that a media section announces.
 *
 * @param rid restriction identifier (RFC 8851), empty without simulcast
 * @param ssrc synchronisation source, 0 when it is not announced
 * @param rtxSsrc source of its RTX stream, 0 when it is not announced
 */
public record RemoteStream(String rid, long ssrc, long rtxSsrc) {}
