package media.sluice.node.fault;

/** A request that cannot be met. The message says what is wrong and what to do next. */
public final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public RequestException(ErrorCode code) {
        this(code, code.cause());
    }

    /**
     * As above with words of its own.
     *
     * @param detail what is wrong, a sentence; the code's remedy is added
     */
    public RequestException(ErrorCode code, String detail) {
        // Without a stack: it is an answer, not a fault of this program.
        super(detail + " " + code.remedy(), null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
