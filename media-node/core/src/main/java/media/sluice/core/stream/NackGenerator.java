package media.sluice.core.stream;

import media.sluice.core.wire.Serial;

/**
 * Finds the missing packets of one received stream and says when to request each of them (RFC 4585
 * §6.2.1).
 *
 * <p>A request is repeated up to {@value #MAX_TRIES} times, after one round trip (20..400 ms) and
 * then 1.25 times longer each. At most {@value #CAPACITY} packets are wanted at a time; the oldest
 * go first.
 *
 * <p>Starts fresh when its session moves to another node: what was lost during the move was sent
 * elsewhere.
 */
public final class NackGenerator {

    /** Most packets wanted at a time. */
    public static final int CAPACITY = 100;

    /** Requests of one packet. */
    public static final int MAX_TRIES = 5;

    /** A larger step of the sequence number asks for nothing: the sender restarted or moved. */
    static final int MAX_STEP = 1000;

    static final long DEFAULT_ROUND_TRIP_NANOS = 70_000_000L;
    static final long MIN_INTERVAL_NANOS = 20_000_000L;
    static final long MAX_INTERVAL_NANOS = 400_000_000L;

    /**
     * Time that a packet may be late before it counts as lost; Wi-Fi reorders by about this much.
     */
    static final long REORDER_NANOS = 5_000_000L;

    private final long[] wanted = new long[CAPACITY];
    private final long[] dueNanos = new long[CAPACITY];
    private final long[] intervalNanos = new long[CAPACITY];
    private final byte[] tries = new byte[CAPACITY];
    private int count;

    private boolean started;
    private long highest;
    private long roundTripNanos = DEFAULT_ROUND_TRIP_NANOS;
    private long nextDueNanos = Long.MAX_VALUE;

    private long requested;
    private long recovered;
    private long abandoned;
    private long resets;

    /** Notes an arrived packet, also one restored from RTX. */
    public NackOutcome onPacket(int sequence, long nowNanos) {
        if (!started) {
            started = true;
            highest = sequence + 0x1_0000L;
            return NackOutcome.IN_ORDER;
        }
        long extended = Serial.unwrap16(highest, sequence);
        long step = extended - highest;
        if (step == 1) {
            highest = extended;
            return NackOutcome.IN_ORDER;
        }
        if (step > MAX_STEP || step < -MAX_STEP) {
            return reset(extended);
        }
        if (step <= 0) {
            return remove(extended) ? NackOutcome.RECOVERED : NackOutcome.UNEXPECTED;
        }
        want(Math.max(highest + 1, extended - CAPACITY), extended, nowNanos);
        highest = extended;
        return NackOutcome.GAP;
    }

    /** Notes the measured round trip to the sender. */
    public void onRoundTrip(long measuredNanos) {
        roundTripNanos = Math.max(0, measuredNanos);
    }

    /**
     * Gives the sequence numbers (0..65535, ascending) to request now and counts that as a try of
     * each.
     *
     * @param into takes at most its length of them; the rest is due in the next call
     * @return how many were given
     */
    public int pollDue(long nowNanos, int[] into) {
        if (nowNanos < nextDueNanos) {
            return 0;
        }
        int given = 0;
        int kept = 0;
        nextDueNanos = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (dueNanos[i] <= nowNanos && given < into.length) {
                if (tries[i] == MAX_TRIES) {
                    abandoned++;
                    continue;
                }
                into[given++] = (int) wanted[i] & 0xFFFF;
                scheduleRepeat(i, nowNanos);
            }
            keep(i, kept++);
        }
        count = kept;
        requested += given;
        return given;
    }

    /** When {@link #pollDue} has something to give, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        return nextDueNanos;
    }

    /** Packets missing and still wanted. */
    public int missing() {
        return count;
    }

    /** Requests made, repeats too. */
    public long requested() {
        return requested;
    }

    /** Missing packets that came. */
    public long recovered() {
        return recovered;
    }

    /** Missing packets given up: tries used up, or too many wanted. */
    public long abandoned() {
        return abandoned;
    }

    /** Steps too large to be repaired. */
    public long resets() {
        return resets;
    }

    private NackOutcome reset(long extended) {
        abandoned += count;
        count = 0;
        nextDueNanos = Long.MAX_VALUE;
        highest = extended;
        resets++;
        return NackOutcome.RESET;
    }

    private void want(long from, long to, long nowNanos) {
        abandoned += from - (highest + 1);
        makeRoom((int) (to - from));
        long due = nowNanos + REORDER_NANOS;
        for (long sequence = from; sequence < to; sequence++) {
            wanted[count] = sequence;
            dueNanos[count] = due;
            intervalNanos[count] = 0;
            tries[count] = 0;
            count++;
        }
        nextDueNanos = Math.min(nextDueNanos, due);
    }

    private void makeRoom(int needed) {
        int excess = count + needed - CAPACITY;
        if (excess > 0) {
            abandoned += excess;
            count -= excess;
            for (int i = 0; i < count; i++) {
                move(i + excess, i);
            }
        }
    }

    private void scheduleRepeat(int index, long nowNanos) {
        long previous = intervalNanos[index];
        long next = previous == 0 ? roundTripNanos : previous + previous / 4;
        intervalNanos[index] = Math.clamp(next, MIN_INTERVAL_NANOS, MAX_INTERVAL_NANOS);
        dueNanos[index] = nowNanos + intervalNanos[index];
        tries[index]++;
    }

    private void keep(int from, int to) {
        if (from != to) {
            move(from, to);
        }
        nextDueNanos = Math.min(nextDueNanos, dueNanos[to]);
    }

    private boolean remove(long extended) {
        for (int i = count - 1; i >= 0 && wanted[i] >= extended; i--) {
            if (wanted[i] == extended) {
                count--;
                for (int j = i; j < count; j++) {
                    move(j + 1, j);
                }
                if (count == 0) {
                    nextDueNanos = Long.MAX_VALUE;
                }
                recovered++;
                return true;
            }
        }
        return false;
    }

    private void move(int from, int to) {
        wanted[to] = wanted[from];
        dueNanos[to] = dueNanos[from];
        intervalNanos[to] = intervalNanos[from];
        tries[to] = tries[from];
    }
}
