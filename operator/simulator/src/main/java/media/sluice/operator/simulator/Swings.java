package media.sluice.operator.simulator;

/**
 * Counts oscillations: a pool that grows within a quarter of an hour after it shrank, or shrinks
 * within one after it grew.
 */
final class Swings {

    static final long SOON_MILLIS = 15 * 60_000L;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private long grewMillis = NEVER;
    private long shrankMillis = NEVER;
    private final Tally tally;
    private int count;

    /** Counts while the tally does. */
    Swings(Tally tally) {
        this.tally = tally;
    }

    void grew(long nowMillis) {
        if (nowMillis - shrankMillis < SOON_MILLIS && tally.counts(nowMillis)) {
            count++;
        }
        grewMillis = nowMillis;
        shrankMillis = NEVER;
    }

    void shrank(long nowMillis) {
        if (nowMillis - grewMillis < SOON_MILLIS && tally.counts(nowMillis)) {
            count++;
        }
        shrankMillis = nowMillis;
        grewMillis = NEVER;
    }

    int count() {
        return count;
    }
}
