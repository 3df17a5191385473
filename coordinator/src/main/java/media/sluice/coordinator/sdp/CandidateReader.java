package media.sluice.coordinator.sdp;

import java.util.Optional;

/**
 * Reads candidate attributes (RFC 8839, section 5.1), from descriptions and from trickled messages.
 * What is no UDP candidate with a literal address (TCP, mDNS names, damage) is not used and no
 * error: the peer's checks tell its address.
 */
public final class CandidateReader {

    private static final int FOUNDATION = 0;
    private static final int COMPONENT = 1;
    private static final int TRANSPORT = 2;
    private static final int PRIORITY = 3;
    private static final int ADDRESS = 4;
    private static final int PORT = 5;
    private static final int FIELDS = 8;

    private CandidateReader() {}

    /** Reads "candidate:…", also with "a=" before it. */
    public static Optional<Candidate> read(String text) {
        var start = text.indexOf("candidate:");
        if (start < 0 || text.length() > 512) {
            return Optional.empty();
        }
        var words = text.substring(start + "candidate:".length()).strip().split(" +", -1);
        if (words.length < FIELDS
                || !words[TRANSPORT].equalsIgnoreCase("udp")
                || !words[COMPONENT].equals("1")
                || !isAddress(words[ADDRESS])
                || words[FOUNDATION].length() > 32) {
            return Optional.empty();
        }
        var priority = Numbers.parse(words[PRIORITY], 0, 0xFFFF_FFFFL);
        var port = Numbers.parse(words[PORT], 1, 65_535);
        if (priority < 0 || port < 0) {
            return Optional.empty();
        }
        return Optional.of(new Candidate(words[FOUNDATION], priority, words[ADDRESS], (int) port));
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
                || text.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    }
}
