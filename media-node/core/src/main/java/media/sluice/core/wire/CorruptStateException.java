package media.sluice.core.wire;

/**
 * Exported state could not be read: it is cut short or a field has a value that no exporter writes.
 */
@ColdPath("state is imported once in the life of a session")
public final class CorruptStateException extends Exception {

    private static final long serialVersionUID = 1L;

    public CorruptStateException(String message) {
        super(message);
    }
}
