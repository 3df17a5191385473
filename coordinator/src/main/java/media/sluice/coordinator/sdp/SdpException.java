package media.sluice.coordinator.sdp;

/** A session description that cannot be read or cannot be met; names the line at fault. */
public final class SdpException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Long lines are cut in messages: a description may be a megabyte. */
    private static final int SHOWN_CHARACTERS = 120;

    private final int line;

    SdpException(int line, String text, String why) {
        super(
                line > 0
                        ? "session description, line " + line + " (" + shown(text) + "): " + why
                        : "session description: " + why);
        this.line = line;
    }

    SdpException(String why) {
        this(0, "", why);
    }

    /** Line at fault, from 1; 0 when something is missing. */
    public int line() {
        return line;
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
