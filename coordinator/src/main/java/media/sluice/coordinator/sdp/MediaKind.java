package media.sluice.coordinator.sdp;

/** What a media section carries (RFC 8866, section 5.14: media). */
public enum MediaKind {
    /** Sound. */
    AUDIO("audio"),
    /** Pictures. */
    VIDEO("video"),
    /** Data channels: SCTP over DTLS (RFC 8841). */
    APPLICATION("application");

    private final String token;

    MediaKind(String token) {
        this.token = token;
    }

    /** The word on the m= line. */
    public String token() {
        return token;
    }
}
