package media.sluice.coordinator.port;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A media node refused a call or did not answer. */
public final class NodeException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** Says what happened in one sentence. */
    public NodeException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The category. */
    public ErrorCode code() {
        return code;
    }
}
