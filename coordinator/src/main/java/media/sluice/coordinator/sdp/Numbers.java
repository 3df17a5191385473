package media.sluice.coordinator.sdp;

/** Reads unsigned decimal numbers without exceptions: descriptions come from strangers. */
final class Numbers {

    private static final int MOST_DIGITS = 18;

    private Numbers() {}

    /** The number, or -1 when the text is none or it lies outside the range. */
    static long parse(String text, long least, long most) {
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            return -1;
        }
        var value = 0L;
        for (var at = 0; at < text.length(); at++) {
            var digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value < least || value > most ? -1 : value;
    }
}
