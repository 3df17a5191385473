package media.sluice.coordinator.sdp;

/**
 * One RTP header extension of a media section (RFC 8285, section 5).
 *
 * @param id local identifier, 1 to 255
 * @param uri what it means
 */
public record HeaderExtension(int id, String uri) {

    /** Media section identifier (RFC 9143). */
    public static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

    /** RTP stream identifier (RFC 8852). */
    public static final String RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";

    /** Repaired RTP stream identifier (RFC 8852). */
    public static final String REPAIRED_RID =
            "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

    /** Client-to-mixer audio level (RFC 6464). */
    public static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    /** Absolute send time. */
    public static final String ABS_SEND_TIME =
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

    /** Transport-wide sequence number. */
    public static final String TRANSPORT_CC =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /** Absolute capture time. */
    public static final String ABS_CAPTURE_TIME =
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";
}
