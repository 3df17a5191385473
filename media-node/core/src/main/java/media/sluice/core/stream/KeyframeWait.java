package media.sluice.core.stream;

/**
 * One subscriber's wait for a key frame of the layer it wants: asks at once and repeats every
 * clamp(2 × RTT, 200 ms, 1 s) until the key frame comes, because request and key frame can be lost.
 */
public final class KeyframeWait {

    static final long MIN_REPEAT_NANOS = 200_000_000L;
    static final long MAX_REPEAT_NANOS = 1_000_000_000L;

    private boolean waiting;
    private boolean first;
    private long dueNanos = Long.MAX_VALUE;
    private long sinceNanos;

    /** Begins to wait; a wait that goes on already stays as it is. */
    public void start(long nowNanos) {
        if (!waiting) {
            waiting = true;
            first = true;
            dueNanos = nowNanos;
            sinceNanos = nowNanos;
        }
    }

    /** The key frame came, or nobody wants it any more. */
    public void stop() {
        waiting = false;
        dueNanos = Long.MAX_VALUE;
    }

    public boolean isWaiting() {
        return waiting;
    }

    /** How long the wait has lasted, 0 when not waiting. */
    public long waitedNanos(long nowNanos) {
        return waiting ? nowNanos - sinceNanos : 0;
    }

    /**
     * Passes a due request on to the layer's requester: the first one of a wait past the throttle,
     * repeats through it.
     *
     * @param roundTripNanos to the publisher
     * @return whether it passed one on
     */
    public boolean poll(KeyframeRequester layer, long roundTripNanos, long nowNanos) {
        if (nowNanos < dueNanos) {
            return false;
        }
        if (first) {
            layer.requestNow(nowNanos);
        } else {
            layer.request(nowNanos);
        }
        first = false;
        dueNanos = nowNanos + Math.clamp(2 * roundTripNanos, MIN_REPEAT_NANOS, MAX_REPEAT_NANOS);
        return true;
    }

    /** When the next request is due, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        return dueNanos;
    }
}
