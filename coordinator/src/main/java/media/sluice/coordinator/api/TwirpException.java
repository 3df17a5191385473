package media.sluice.coordinator.api;

import java.io.Serial;

/** A call of the server API that is not carried out. */
final class TwirpException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final TwirpCode code;

    TwirpException(TwirpCode code, String message) {
        super(message);
        this.code = code;
    }

    TwirpCode code() {
        return code;
    }
}
