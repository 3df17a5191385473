package media.sluice.coordinator.signaling.livekit;

import java.io.Serial;

/** A request to join that is not carried out: HTTP status and a text for people. */
final class JoinRefusal extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int NOT_FOUND = 404;
    static final int FAULT = 500;
    static final int UNAVAILABLE = 503;

    private final int status;

    JoinRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
