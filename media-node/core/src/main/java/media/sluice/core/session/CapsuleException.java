package media.sluice.core.session;

/** A capsule cannot be used; the session stays where it is. */
public final class CapsuleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CapsuleFault fault;

    CapsuleException(CapsuleFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** Why. */
    public CapsuleFault fault() {
        return fault;
    }
}
