package media.sluice.coordinator.sdp;

/**
 * ICE username fragment and password (RFC 8839, section 5.4).
 *
 * @param usernameFragment 4 to 256 characters
 * @param password 22 to 256 characters; secret
 */
public record IceCredentials(String usernameFragment, String password) {

    @Override
    public String toString() {
        return "IceCredentials[" + usernameFragment + "]";
    }
}
