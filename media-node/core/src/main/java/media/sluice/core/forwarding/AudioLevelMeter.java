package media.sluice.core.forwarding;

/**
 * Loudness of one stream of sound, from the audio level header extension (RFC 6464) of its packets.
 *
 * <p>A window is 400 ms of RTP time. It counts as speech if at least 40 % of it had a level of -35
 * dBov or louder; its level is then the loudest one, reduced by the share of the window that was
 * silent, and smoothed. The numbers are those LiveKit's clients expect.
 */
public final class AudioLevelMeter {

    /** -dBov; louder is smaller. */
    static final int ACTIVE_LEVEL = 35;

    /** Linear level from which a stream counts as speaking: 10^(-35/20). */
    static final double ACTIVE_LINEAR = Math.pow(10, -ACTIVE_LEVEL / 20.0);

    private static final int WINDOW_MILLIS = 400;
    private static final int MIN_ACTIVE_MILLIS = WINDOW_MILLIS * 40 / 100;
    private static final double SMOOTHING = 2.0 / 3.0;
    private static final long SILENT_AFTER_NANOS = 800_000_000L;
    private static final int FIRST_PACKET_MILLIS = 20;

    /**
     * A packet holds at most 120 ms of Opus; what a timestamp advances beyond it was not sent:
     * silence.
     */
    private static final int MAX_PACKET_MILLIS = 120;

    private final int clockRateHz;
    private boolean started;
    private int lastTimestamp;
    private long lastArrivalNanos;
    private int observedMillis;
    private int activeMillis;
    private int loudest = 127;
    private double level;

    public AudioLevelMeter(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /**
     * Takes one packet's level.
     *
     * @param dbov 0 (loudest) to 127 (silence), the magnitude of the level in dBov
     */
    public void observe(int dbov, int timestamp, long arrivalNanos) {
        int passed = started ? millisSince(timestamp) : FIRST_PACKET_MILLIS;
        if (passed <= 0) {
            return;
        }
        started = true;
        lastTimestamp = timestamp;
        lastArrivalNanos = arrivalNanos;
        observedMillis += passed;
        if (dbov <= ACTIVE_LEVEL) {
            activeMillis += Math.min(passed, MAX_PACKET_MILLIS);
            loudest = Math.min(loudest, dbov);
        }
        if (observedMillis >= WINDOW_MILLIS) {
            closeWindow();
        }
    }

    private int millisSince(int timestamp) {
        int units = timestamp - lastTimestamp;
        if (units > 2 * clockRateHz || units < -2 * clockRateHz) {
            // The source restarted its clock, or slept.
            return FIRST_PACKET_MILLIS;
        }
        return (int) (units * 1000L / clockRateHz);
    }

    private void closeWindow() {
        double now = 0;
        if (activeMillis >= MIN_ACTIVE_MILLIS) {
            double share = Math.min(1.0, (double) activeMillis / WINDOW_MILLIS);
            now = Math.pow(10, -(loudest - 20 * Math.log10(share)) / 20);
        }
        level += (now - level) * SMOOTHING;
        observedMillis = 0;
        activeMillis = 0;
        loudest = 127;
    }

    /** Linear level 0..1, 0 unless the stream speaks. */
    public double level(long nowNanos) {
        if (nowNanos - lastArrivalNanos > SILENT_AFTER_NANOS) {
            level = 0;
            started = false;
        }
        return level >= ACTIVE_LINEAR ? Math.min(1.0, level) : 0;
    }
}
