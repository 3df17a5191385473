package media.sluice.core.stream;

import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.Serial;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Reception of one RTP stream: extended sequence number, loss and jitter, and the report block made
 * of them (RFC 3550 A.1, A.3, A.8). Packets are authenticated by SRTP before they come here, so a
 * new source needs no probation.
 *
 * <p>Feed it the packets of the stream itself, not those restored from RTX: a repair must not hide
 * the loss.
 *
 * <p>Moves between nodes as a baseline: counters go on, and the packets missed while the stream
 * moved are not reported as lost, because a sender would lower its rate for them.
 */
public final class ReceiveStatistics {

    /**
     * A jump of at least this many packets is a restart of the sender, once a second packet follows
     * it (MAX_DROPOUT).
     */
    static final int MAX_DROPOUT = 3000;

    /**
     * A packet at most this old is late; an older one is a restart (MAX_MISORDER). The size of the
     * SRTP replay window, which lets nothing older pass.
     */
    static final int MAX_MISORDER = 1024;

    private static final int STATE_VERSION = 1;
    private static final int NO_RESTART = -1;
    private static final int JITTER_BITS = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int ssrc;
    private final int clockRate;

    private boolean started;
    private boolean resumed;
    private long base;
    private long highest;
    private long received;
    private int restartSequence = NO_RESTART;

    private long expectedBefore;
    private long receivedBefore;
    private int lastFractionLost;

    private boolean hasTransit;
    private int transit;
    private long scaledJitter;

    private long lastReportNtp;
    private long lastReportNanos;

    /**
     * @param ssrc the stream
     * @param clockRate timestamp units per second, such as 90000 or 48000
     */
    public ReceiveStatistics(int ssrc, int clockRate) {
        Invariant.range(clockRate, 1, 1_000_000, "clock rate");
        this.ssrc = ssrc;
        this.clockRate = clockRate;
    }

    /**
     * Counts a packet.
     *
     * @return its extended sequence number. After a jump the number goes on from the highest one,
     *     so it never goes back by more than {@value #MAX_MISORDER}; a packet that may be the first
     *     after a restart gets its place when the second one confirms it, and until then the
     *     nearest number.
     */
    public long onPacket(int sequence, int timestamp, long nowNanos) {
        received++;
        if (!started || resumed) {
            return begin(sequence, timestamp, nowNanos);
        }
        long extended = Serial.unwrap16(highest, sequence);
        long step = extended - highest;
        if (step > 0 && step < MAX_DROPOUT) {
            highest = extended;
            restartSequence = NO_RESTART;
        } else if (step >= MAX_DROPOUT || step < -MAX_MISORDER) {
            return onJump(sequence, extended, timestamp, nowNanos);
        }
        updateJitter(timestamp, nowNanos);
        return extended;
    }

    /** Remembers the last SR of the stream, which report blocks refer to. */
    public void onSenderReport(long ntp, long nowNanos) {
        lastReportNtp = ntp;
        lastReportNanos = nowNanos;
    }

    /**
     * Adds the report block and begins a new interval.
     *
     * @param minFractionLost loss to report at least, in 1/256: what the subscribers of an audio
     *     stream see, so that its encoder adds redundancy; 0 for none
     * @return false when it did not fit; then the interval goes on
     */
    public boolean report(RtcpWriter writer, int minFractionLost, long nowNanos) {
        if (!started) {
            return true;
        }
        int fraction = Math.max(fractionLostSinceReport(), Math.clamp(minFractionLost, 0, 255));
        boolean hasReport = lastReportNtp != 0;
        long delay = hasReport ? AbsoluteTime.shortOfNanos(nowNanos - lastReportNanos) : 0;
        int lsr = hasReport ? AbsoluteTime.middle(lastReportNtp) : 0;
        if (!writer.reportBlock(ssrc, fraction, lost(), highest, jitter(), lsr, delay)) {
            return false;
        }
        lastFractionLost = fractionLostSinceReport();
        expectedBefore = expected();
        receivedBefore = received;
        return true;
    }

    public int ssrc() {
        return ssrc;
    }

    /** Whether a packet has been seen, here or before the stream moved. */
    public boolean isStarted() {
        return started;
    }

    /** Highest extended sequence number. */
    public long highestSequence() {
        return highest;
    }

    /** Packets counted, duplicates too. */
    public long received() {
        return received;
    }

    /** Packets that should have been received. */
    public long expected() {
        return started ? highest - base + 1 : 0;
    }

    /** Packets lost since the stream began; negative when duplicates outnumber losses. */
    public long lost() {
        return expected() - received;
    }

    /** Fraction lost of the interval that the last report closed, in 1/256. */
    public int lastFractionLost() {
        return lastFractionLost;
    }

    /** Interarrival jitter in timestamp units. */
    public long jitter() {
        return scaledJitter >> JITTER_BITS;
    }

    public void export(StateWriter writer) {
        writer.begin(STATE_VERSION).bool(started).i64(base).i64(highest).i64(received);
        writer.i64(expectedBefore).i64(receivedBefore).i64(scaledJitter).end();
    }

    /**
     * Continues what {@link #export} wrote. The clock of the last SR does not travel: LSR is 0
     * until the next SR.
     */
    public void restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        started = reader.bool();
        base = reader.i64();
        highest = reader.i64();
        received = reader.i64();
        expectedBefore = reader.i64();
        receivedBefore = reader.i64();
        scaledJitter = reader.i64();
        reader.require(!started || base <= highest, "base above highest sequence number");
        reader.end();
        resumed = started;
    }

    private long begin(int sequence, int timestamp, long nowNanos) {
        long extended = started ? Serial.unwrap16(highest, sequence) : sequence;
        if (!started) {
            base = extended;
            highest = extended;
        } else if (extended > highest) {
            base += extended - highest - 1;
            highest = extended;
        }
        started = true;
        resumed = false;
        updateJitter(timestamp, nowNanos);
        return extended;
    }

    private long onJump(int sequence, long extended, int timestamp, long nowNanos) {
        if (sequence != restartSequence) {
            restartSequence = (sequence + 1) & 0xFFFF;
            return extended;
        }
        // The second packet in a row from there: the sender restarted. Its first one was counted as
        // received.
        long next = highest + 1;
        long restarted = next + ((sequence - (int) next) & 0xFFFF);
        base += restarted - 1 - next;
        highest = restarted;
        restartSequence = NO_RESTART;
        hasTransit = false;
        updateJitter(timestamp, nowNanos);
        return restarted;
    }

    private void updateJitter(int timestamp, long nowNanos) {
        int arrival = (int) unitsOf(nowNanos);
        int newTransit = arrival - timestamp;
        if (hasTransit) {
            long difference = Math.abs((long) (newTransit - transit));
            // A step of more than ten seconds is a new timeline and no jitter.
            if (difference < 10L * clockRate) {
                scaledJitter += difference - ((scaledJitter + 8) >> JITTER_BITS);
            }
        }
        transit = newTransit;
        hasTransit = true;
    }

    private long unitsOf(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        return seconds * clockRate
                + Math.floorMod(nanos, NANOS_PER_SECOND) * clockRate / NANOS_PER_SECOND;
    }

    private int fractionLostSinceReport() {
        long expectedInterval = expected() - expectedBefore;
        long lostInterval = expectedInterval - (received - receivedBefore);
        return expectedInterval <= 0 || lostInterval <= 0
                ? 0
                : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
    }
}
