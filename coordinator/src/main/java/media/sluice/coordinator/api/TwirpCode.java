package media.sluice.coordinator.api;

import java.util.Locale;

/** Twirp's error codes with their HTTP status (Twirp specification v7, "Error Codes"). */
enum TwirpCode {
    INVALID_ARGUMENT(400),
    MALFORMED(400),
    UNAUTHENTICATED(401),
    NOT_FOUND(404),
    BAD_ROUTE(404),
    FAILED_PRECONDITION(412),
    RESOURCE_EXHAUSTED(429),
    INTERNAL(500),
    UNIMPLEMENTED(501),
    UNAVAILABLE(503);

    private final int status;

    TwirpCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
