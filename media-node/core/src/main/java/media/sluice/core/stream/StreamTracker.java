package media.sluice.core.stream;

import media.sluice.core.wire.Invariant;

/**
 * Whether a received layer is live or has stopped, judged by packets per cycle. Senders stop upper
 * layers silently when bandwidth or CPU is short; subscribers must be moved to a layer that flows.
 *
 * <pre>
 *            first packet               a cycle with too few packets
 *  UNSEEN ─────────────────► LIVE ─────────────────────────────────► STOPPED
 *                              ▲        several good cycles in a row     │
 *                              └─────────────────────────────────────────┘
 * </pre>
 *
 * <p>Starts fresh when its session moves: the first packet makes the layer live.
 */
public final class StreamTracker {

    /** What the layer does. */
    public enum State {
        /** No packet yet. */
        UNSEEN,
        LIVE,
        STOPPED
    }

    /**
     * How to judge.
     *
     * @param cycleNanos length of a cycle
     * @param minPackets packets that make a cycle good, at least 1
     * @param goodCycles good cycles in a row that make a stopped layer live again, at least 1
     */
    public record Judgement(long cycleNanos, int minPackets, int goodCycles) {

        /** Lowest camera layer: it may run at a few frames per second. */
        public static final Judgement LOW_VIDEO = new Judgement(500_000_000L, 1, 4);

        /** Upper camera layers. */
        public static final Judgement UPPER_VIDEO = new Judgement(500_000_000L, 5, 4);

        /** Screen share: a still screen sends little. */
        public static final Judgement SCREEN_SHARE = new Judgement(2_000_000_000L, 1, 1);

        public Judgement {
            Invariant.range(cycleNanos, 1, Long.MAX_VALUE / 4, "cycle");
            Invariant.range(minPackets, 1, Integer.MAX_VALUE, "packets per cycle");
            Invariant.range(goodCycles, 1, Integer.MAX_VALUE, "good cycles");
        }
    }

    private final Judgement judgement;
    private State state = State.UNSEEN;
    private long cycleEndNanos = Long.MAX_VALUE;
    private int packets;
    private int goodCycles;

    public StreamTracker(Judgement judgement) {
        this.judgement = judgement;
    }

    /**
     * Counts a packet with payload; padding says nothing about the layer. Returns whether the state
     * changed.
     */
    public boolean onPacket(long nowNanos) {
        packets++;
        if (state != State.UNSEEN) {
            return false;
        }
        state = State.LIVE;
        cycleEndNanos = nowNanos + judgement.cycleNanos();
        return true;
    }

    /** Closes the cycles that are over. Returns whether the state changed. */
    public boolean poll(long nowNanos) {
        if (nowNanos < cycleEndNanos) {
            return false;
        }
        State before = state;
        boolean isGood = packets >= judgement.minPackets();
        // A poll late by more than a cycle judges what came as one cycle, as nobody looked in
        // between.
        cycleEndNanos = nowNanos + judgement.cycleNanos();
        packets = 0;
        goodCycles = isGood ? goodCycles + 1 : 0;
        if (state == State.LIVE && !isGood) {
            state = State.STOPPED;
        } else if (state == State.STOPPED && goodCycles >= judgement.goodCycles()) {
            state = State.LIVE;
        }
        return state != before;
    }

    /**
     * The publisher muted or paused the stream on purpose: nothing is expected until the next
     * packet.
     */
    public void reset() {
        state = State.UNSEEN;
        cycleEndNanos = Long.MAX_VALUE;
        packets = 0;
        goodCycles = 0;
    }

    public State state() {
        return state;
    }

    public boolean isLive() {
        return state == State.LIVE;
    }

    /** When the current cycle ends, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        return cycleEndNanos;
    }
}
