package media.sluice.coordinator.port;

import java.util.List;
import media.sluice.coordinator.sdp.Agreement;
import media.sluice.coordinator.sdp.MediaKind;

/**
 * Media that a session sends to its node.
 *
 * @param sessionId the sending session
 * @param producerId unique in the room
 * @param kind audio or video
 * @param mid media section (RFC 9143)
 * @param agreement codecs and header extensions of the section
 * @param encodings RTP streams, lowest layer first
 * @param isScreenShare layers may pause for seconds without having stopped
 */
public record ProducerSpec(
        String sessionId,
        String producerId,
        MediaKind kind,
        String mid,
        Agreement agreement,
        List<Encoding> encodings,
        boolean isScreenShare) {
    /** Copies the encodings. */
    public ProducerSpec {
        encodings = List.copyOf(encodings);
    }

    /**
     * One RTP stream.
     *
     * @param rid restriction identifier (RFC 8851), empty without simulcast
     * @param ssrc its source, 0 when it is to be learned
     * @param rtxSsrc source of its retransmissions, 0 when it is to be learned or there are none
     * @param spatialLayer rank, 0 (lowest) to 3
     */
    public record Encoding(String rid, long ssrc, long rtxSsrc, int spatialLayer) {}
}
