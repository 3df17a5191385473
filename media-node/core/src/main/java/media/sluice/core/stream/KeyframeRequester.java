package media.sluice.core.stream;

import media.sluice.core.wire.Invariant;

/**
 * Merges and throttles the key frame requests for one received layer: however many subscribers ask,
 * the publisher is asked at most once per interval, except for a new subscriber, who never waits
 * for the throttle.
 *
 * <p>Starts fresh when its session moves; the new node asks for a key frame anyway.
 */
public final class KeyframeRequester {

    /** Interval for the lowest layer: its key frames are small. */
    public static final long LOW_LAYER_INTERVAL_NANOS = 500_000_000L;

    /** Interval for the layers above. */
    public static final long UPPER_LAYER_INTERVAL_NANOS = 1_000_000_000L;

    private final long intervalNanos;
    private long lastSentNanos;
    private boolean hasSent;
    private long dueNanos = Long.MAX_VALUE;
    private int commandSequence;

    private long requested;
    private long sent;

    /** A requester for a layer, 0 the lowest. */
    public static KeyframeRequester ofLayer(int layer) {
        return new KeyframeRequester(
                layer == 0 ? LOW_LAYER_INTERVAL_NANOS : UPPER_LAYER_INTERVAL_NANOS);
    }

    /**
     * @param intervalNanos shortest time between two throttled requests
     */
    public KeyframeRequester(long intervalNanos) {
        Invariant.range(intervalNanos, 0, Long.MAX_VALUE / 4, "interval");
        this.intervalNanos = intervalNanos;
    }

    /**
     * A subscriber or the loss detection needs a key frame; sent now or when the interval is over.
     */
    public void request(long nowNanos) {
        requested++;
        long allowed = hasSent ? Math.max(nowNanos, lastSentNanos + intervalNanos) : nowNanos;
        dueNanos = Math.min(dueNanos, allowed);
    }

    /** The first request of a new subscriber: sent at once. */
    public void requestNow(long nowNanos) {
        requested++;
        dueNanos = Math.min(dueNanos, nowNanos);
    }

    /** A key frame of the layer began: nobody needs another one now. */
    public void onKeyframe() {
        dueNanos = Long.MAX_VALUE;
    }

    /** Whether to send a PLI or FIR now; true counts as sent. */
    public boolean poll(long nowNanos) {
        if (nowNanos < dueNanos) {
            return false;
        }
        dueNanos = Long.MAX_VALUE;
        lastSentNanos = nowNanos;
        hasSent = true;
        commandSequence = (commandSequence + 1) & 0xFF;
        sent++;
        return true;
    }

    /** When {@link #poll} is worth a call, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        return dueNanos;
    }

    /** Command sequence number for the FIR that {@link #poll} just asked for, 0..255. */
    public int commandSequence() {
        return commandSequence;
    }

    /** Requests made by subscribers and loss detection. */
    public long requested() {
        return requested;
    }

    /** Requests sent to the publisher. */
    public long sent() {
        return sent;
    }
}
