package media.sluice.coordinator.port;

/** How a client's request ended. */
public enum RequestResult {
    /** Done. */
    OK,
    /** What it names is not there. */
    NOT_FOUND,
    /** The client may not. */
    NOT_ALLOWED,
    /** Too many or too long. */
    LIMIT_EXCEEDED,
    /** It waits for something older. */
    QUEUED,
    /** Neither sound nor pictures. */
    UNSUPPORTED_TYPE,
    /** Something else. */
    UNCLASSIFIED_ERROR
}
