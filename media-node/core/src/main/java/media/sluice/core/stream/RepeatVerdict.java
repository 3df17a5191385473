package media.sluice.core.stream;

/** Whether a requested packet is sent again; each refusal is a counter of the cache. */
public enum RepeatVerdict {
    /** The packet is in the cache and may be sent now. */
    SEND,
    /** Never stored, or overwritten by newer packets. */
    UNKNOWN,
    /** Repeated less than a round trip ago: the repeat may still arrive. */
    TOO_SOON,
    /** Repeated as often as is useful. */
    EXHAUSTED
}
