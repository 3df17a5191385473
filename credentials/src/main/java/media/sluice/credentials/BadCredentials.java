package media.sluice.credentials;

import java.io.Serial;

/** Files that cannot serve; the message says what is wrong with which, and never what is secret. */
public final class BadCredentials extends IllegalArgumentException {

    @Serial private static final long serialVersionUID = 1;

    /** With a sentence for whoever wrote the files. */
    public BadCredentials(String message) {
        super(message);
    }

    /** The same, with what the system said. */
    public BadCredentials(String message, Exception cause) {
        super(message, cause);
    }
}
