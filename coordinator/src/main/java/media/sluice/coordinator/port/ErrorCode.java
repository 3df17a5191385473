package media.sluice.coordinator.port;

/** Categories of requests that cannot be met. */
public enum ErrorCode {
    /** The request itself is wrong; repeating it does not help. */
    CALLER,
    /** It does not fit what is there. */
    CONFLICT,
    /** Nobody can answer now; try again later. */
    UNAVAILABLE,
    /** A limit is reached. */
    EXHAUSTED,
    /** A fault of ours. */
    INTERNAL
}
