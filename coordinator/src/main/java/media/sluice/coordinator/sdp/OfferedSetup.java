package media.sluice.coordinator.sdp;

/**
 * What our offers say of the DTLS roles (RFC 8842, section 5). Either way this server is the DTLS
 * server: the client must begin.
 */
public enum OfferedSetup {
    /** The client chooses, as an offer should say; browsers and libwebrtc choose to begin. */
    ACTPASS("actpass"),

    /**
     * The client has no choice. For Pion: it answers a choice of an ICE-lite server by waiting for
     * the server to begin. Told passive it begins, though its answer still says passive.
     */
    PASSIVE("passive");

    private final String token;

    OfferedSetup(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    /** An answer with this role fits such an offer. */
    boolean isAnsweredBy(String role) {
        return role.equals("active") || (this == PASSIVE && role.equals("passive"));
    }
}
