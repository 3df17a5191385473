package media.sluice.core.room;

/** Bit rate over the last whole second or longer. */
final class ByteRate {

    private static final long SECOND = 1_000_000_000L;
    private long windowStartNanos;
    private long windowBytes;
    private long rateBps;
    private boolean started;

    void add(int bytes, long nowNanos) {
        if (!started) {
            started = true;
            windowStartNanos = nowNanos;
        }
        roll(nowNanos);
        windowBytes += bytes;
    }

    long bps(long nowNanos) {
        if (started) {
            roll(nowNanos);
        }
        return rateBps;
    }

    private void roll(long nowNanos) {
        long passed = nowNanos - windowStartNanos;
        if (passed >= SECOND) {
            rateBps = (long) (windowBytes * 8.0 * SECOND / passed);
            windowBytes = 0;
            windowStartNanos = nowNanos;
        }
    }
}
