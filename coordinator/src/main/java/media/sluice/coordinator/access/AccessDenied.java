package media.sluice.coordinator.access;

import java.io.Serial;

/** A token is missing, wrong, or does not allow what its bearer asks. */
public final class AccessDenied extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** Says in one sentence what is wrong. */
    public AccessDenied(String message) {
        super(message);
    }
}
