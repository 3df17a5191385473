package media.sluice.operator.load;

/** A coordinator did not do what it was asked. It is asked again at the next look. */
public final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says why in one sentence. */
    public NoAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
