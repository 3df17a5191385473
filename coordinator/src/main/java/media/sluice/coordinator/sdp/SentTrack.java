package media.sluice.coordinator.sdp;

/**
 * A track that we send in a section.
 *
 * @param streamId first half of a=msid
 * @param trackId second half of a=msid
 * @param cname canonical name (RFC 3550, section 6.5.1)
 * @param ssrc synchronisation source, 1 to 2^32-1
 * @param rtxSsrc source of the RTX stream, 0 when there is none
 */
public record SentTrack(String streamId, String trackId, String cname, long ssrc, long rtxSsrc) {}
