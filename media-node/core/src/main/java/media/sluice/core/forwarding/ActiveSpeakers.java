package media.sluice.core.forwarding;

import java.util.Arrays;
import media.sluice.core.wire.Invariant;

/**
 * Who speaks in a room: every 400 ms the level of each meter in steps of 1/8, of which the changed
 * ones are handed out. Owned by the room.
 */
public final class ActiveSpeakers {

    /** Between two looks. */
    public static final long INTERVAL_NANOS = 400_000_000L;

    /** Levels are multiples of one over this. */
    public static final int STEPS = 8;

    private AudioLevelMeter[] meters = {};
    private int[] reported = {};
    private boolean[] changed = {};
    private long deadlineNanos = Long.MAX_VALUE;
    private int nextToPoll;

    /** Adds a meter; its place is {@link #size} before the call. */
    public void add(AudioLevelMeter meter, long nowNanos) {
        int n = meters.length;
        meters = Arrays.copyOf(meters, n + 1);
        meters[n] = meter;
        reported = Arrays.copyOf(reported, n + 1);
        changed = Arrays.copyOf(changed, n + 1);
        if (n == 0) {
            deadlineNanos = nowNanos + INTERVAL_NANOS;
        }
    }

    /** Removes the meter at a place; the last one moves there. */
    public void remove(int place) {
        int last = meters.length - 1;
        Invariant.check(place >= 0 && place <= last, "no meter at this place", place);
        meters[place] = meters[last];
        reported[place] = reported[last];
        changed[place] = changed[last];
        meters = Arrays.copyOf(meters, last);
        reported = Arrays.copyOf(reported, last);
        changed = Arrays.copyOf(changed, last);
        nextToPoll = 0;
        if (last == 0) {
            deadlineNanos = Long.MAX_VALUE;
        }
    }

    public int size() {
        return meters.length;
    }

    /** Place of a meter, or -1. */
    public int place(AudioLevelMeter meter) {
        for (int i = 0; i < meters.length; i++) {
            if (meters[i] == meter) {
                return i;
            }
        }
        return -1;
    }

    public long nextDeadlineNanos() {
        return deadlineNanos;
    }

    /** Looks at all meters if it is time to; {@link #pollChanged} then tells what changed. */
    public void handleTimeout(long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        deadlineNanos = Math.max(deadlineNanos + INTERVAL_NANOS, nowNanos + INTERVAL_NANOS / 2);
        for (int i = 0; i < meters.length; i++) {
            int step = (int) Math.ceil(meters[i].level(nowNanos) * STEPS);
            changed[i] = changed[i] || step != reported[i];
            reported[i] = step;
        }
        nextToPoll = 0;
    }

    /** Place of the next meter whose level changed, or -1. */
    public int pollChanged() {
        while (nextToPoll < changed.length) {
            int place = nextToPoll++;
            if (changed[place]) {
                changed[place] = false;
                return place;
            }
        }
        return -1;
    }

    /** Level last reported for the meter at a place, 0..{@link #STEPS}; 0 is silent. */
    public int step(int place) {
        return reported[place];
    }
}
