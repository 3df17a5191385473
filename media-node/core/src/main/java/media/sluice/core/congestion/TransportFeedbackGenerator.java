package media.sluice.core.congestion;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.rtcp.TransportFeedback;
import media.sluice.core.rtcp.TransportFeedbackBuilder;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.Serial;

/**
 * Tells a publisher which of its packets arrived and when
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01), for all streams of one transport. The
 * publisher's bandwidth estimate lives on it: too rare, and Chromium never ramps up.
 *
 * <p>Feedback is due 100 ms after the previous one, 50 ms after it when a frame ended meanwhile,
 * and at once when more than {@value #MAX_PENDING} packets wait.
 *
 * <p>Starts fresh when its session moves to another node: the first packet there begins the
 * numbering, so the outage is not reported as loss.
 */
public final class TransportFeedbackGenerator {

    /** Room that {@link #write} needs at least. */
    public static final int MIN_CAPACITY = 512;

    static final long INTERVAL_NANOS = 100_000_000L;
    static final long FRAME_INTERVAL_NANOS = 50_000_000L;
    static final int MAX_PENDING = 100;

    /**
     * A larger step forward is a new beginning: several seconds of loss, or a sender that moved.
     */
    static final int MAX_STEP = 1000;

    /** A packet later than this is not reported any more. */
    static final int MAX_LATE = 500;

    /** Arrival times remembered; power of two above {@code MAX_STEP + MAX_LATE}. */
    private static final int WINDOW = 2048;

    private static final long NOT_RECEIVED = Long.MIN_VALUE;
    private static final long NANOS_PER_TICK = TransportFeedback.DELTA_MICROS * 1000L;
    private static final int TICKS_PER_REFERENCE =
            TransportFeedback.REFERENCE_MICROS / TransportFeedback.DELTA_MICROS;

    private final TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
    private final long[] arrivalTicks = new long[WINDOW];

    private boolean started;
    private long highest;
    private long nextToReport;
    private int pending;
    private int mediaSsrc;
    private long lastWrittenNanos;
    private long dueNanos = Long.MAX_VALUE;
    private int feedbackCount;

    private long duplicates;
    private long tooLate;
    private long restarts;

    /**
     * Notes an arrived packet.
     *
     * @param sequence transport-wide sequence number, 0..65535
     * @param ssrc stream of the packet
     * @param frameEnd whether the packet ends a video frame (marker); false for audio
     */
    public void onPacket(int sequence, int ssrc, boolean frameEnd, long nowNanos) {
        long extended = started ? Serial.unwrap16(highest, sequence) : sequence + 0x1_0000L;
        if (!started) {
            lastWrittenNanos = nowNanos;
        }
        if (!started || Math.abs(extended - highest) > MAX_STEP) {
            restart(extended);
        }
        if (!place(extended, Math.floorDiv(nowNanos, NANOS_PER_TICK))) {
            return;
        }
        mediaSsrc = ssrc;
        pending++;
        schedule(frameEnd, nowNanos);
    }

    public boolean isDue(long nowNanos) {
        return nowNanos >= dueNanos;
    }

    /** When feedback is due, {@link Long#MAX_VALUE} when no packet waits. */
    public long nextDeadlineNanos() {
        return dueNanos;
    }

    /**
     * Writes one feedback packet, a whole RTCP packet, about the packets since the previous one.
     * After a burst or a long gap more than one is needed: call again while {@link #isDue}.
     *
     * @param capacity at least {@value #MIN_CAPACITY}
     * @return bytes written, 0 when no packet waits
     */
    public int write(MemorySegment segment, long at, int capacity, int senderSsrc, long nowNanos) {
        Invariant.range(capacity, MIN_CAPACITY, 0xFFFF, "feedback capacity");
        if (pending == 0) {
            return 0;
        }
        compose(capacity);
        int length = builder.write(segment, at, senderSsrc, mediaSsrc, feedbackCount++);
        nextToReport += builder.count();
        lastWrittenNanos = nowNanos;
        if (nextToReport > highest) {
            pending = 0;
            dueNanos = Long.MAX_VALUE;
        }
        return length;
    }

    /** Packets that came twice. */
    public long duplicates() {
        return duplicates;
    }

    /** Packets too late to be reported. */
    public long tooLate() {
        return tooLate;
    }

    /** Steps of the numbering too large to be loss. */
    public long restarts() {
        return restarts;
    }

    /** Adds packets from {@link #nextToReport} on until the message is full. */
    private void compose(int capacity) {
        long reference = Math.floorDiv(firstArrival(), TICKS_PER_REFERENCE);
        long previous = reference * TICKS_PER_REFERENCE;
        builder.start((int) nextToReport & 0xFFFF, (int) reference, capacity);
        for (long sequence = nextToReport; sequence <= highest; sequence++) {
            long ticks = arrivalTicks[slot(sequence)];
            boolean added =
                    ticks == NOT_RECEIVED ? builder.lost() : builder.received(ticks - previous);
            if (!added) {
                return;
            }
            previous = ticks == NOT_RECEIVED ? previous : ticks;
        }
    }

    private long firstArrival() {
        long sequence = nextToReport;
        // The highest one arrived, so this ends.
        while (arrivalTicks[slot(sequence)] == NOT_RECEIVED) {
            sequence++;
        }
        return arrivalTicks[slot(sequence)];
    }

    private void restart(long extended) {
        restarts += started ? 1 : 0;
        started = true;
        Arrays.fill(arrivalTicks, NOT_RECEIVED);
        highest = extended - 1;
        nextToReport = extended;
        pending = 0;
    }

    private boolean place(long extended, long ticks) {
        if (extended > highest) {
            for (long missing = highest + 1; missing < extended; missing++) {
                arrivalTicks[slot(missing)] = NOT_RECEIVED;
            }
            highest = extended;
        } else if (highest - extended > MAX_LATE) {
            tooLate++;
            return false;
        } else if (arrivalTicks[slot(extended)] != NOT_RECEIVED) {
            duplicates++;
            return false;
        }
        arrivalTicks[slot(extended)] = ticks;
        // A late packet was reported as lost: tell of it, and of those after it, again.
        nextToReport = Math.min(nextToReport, extended);
        return true;
    }

    private void schedule(boolean frameEnd, long nowNanos) {
        long due = lastWrittenNanos + (frameEnd ? FRAME_INTERVAL_NANOS : INTERVAL_NANOS);
        dueNanos = Math.min(dueNanos, pending > MAX_PENDING ? nowNanos : Math.max(due, nowNanos));
    }

    private static int slot(long sequence) {
        return (int) sequence & (WINDOW - 1);
    }
}
