package media.sluice.coordinator.sdp;

/**
 * A UDP host candidate (RFC 8839, section 5.1).
 *
 * @param foundation 1 to 32 characters
 * @param priority 1 to 2^31-1
 * @param ip IPv4 or IPv6 text form
 * @param port 1 to 65535
 */
public record Candidate(String foundation, long priority, String ip, int port) {

    /** The candidate attribute's text, beginning with "candidate:". */
    public String text() {
        return "candidate:"
                + foundation
                + " 1 udp "
                + priority
                + " "
                + ip
                + " "
                + port
                + " typ host";
    }
}
