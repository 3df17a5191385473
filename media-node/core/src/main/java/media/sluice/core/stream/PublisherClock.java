package media.sluice.core.stream;

import java.lang.foreign.MemorySegment;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * The clock of one received stream as its sender reports tell it: which RTP timestamp belongs to
 * which NTP time (RFC 3550 §6.4.1). Sender reports to subscribers pass this mapping on, so sound
 * and picture of a publisher stay in step.
 *
 * <p>Moves between nodes whole; the age of the last report travels instead of its arrival time.
 */
public final class PublisherClock {

    private static final int STATE_VERSION = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final long MAX_AGE_MICROS = 0xFFFF_FFFFL;

    private boolean known;
    private long ntp;
    private int rtpTimestamp;
    private long reportedNanos;

    /** Takes the sender information of an SR. */
    public void onSenderReport(long ntpTimestamp, int timestamp, long nowNanos) {
        known = true;
        ntp = ntpTimestamp;
        rtpTimestamp = timestamp;
        reportedNanos = nowNanos;
    }

    /** Whether a report has come. Until then the other methods make no sense. */
    public boolean isKnown() {
        return known;
    }

    /** The publisher's NTP clock now. */
    public long ntpAt(long nowNanos) {
        return ntp + AbsoluteTime.ntpOfNanos(nowNanos - reportedNanos);
    }

    /** The RTP timestamp of the received stream now. */
    public int timestampAt(long nowNanos, int clockRate) {
        long age = nowNanos - reportedNanos;
        long units =
                Math.floorDiv(age, NANOS_PER_SECOND) * clockRate
                        + Math.floorMod(age, NANOS_PER_SECOND) * clockRate / NANOS_PER_SECOND;
        return rtpTimestamp + (int) units;
    }

    /**
     * The timestamp of this stream at the instant at which the other stream of the same publisher
     * has the given one: how the layers of a simulcast are lined up. Both clocks must be known.
     */
    public int timestampOf(PublisherClock other, int otherTimestamp, int clockRate) {
        long between = AbsoluteTime.nanosOfNtp(ntp - other.ntp);
        long units =
                Math.floorDiv(between, NANOS_PER_SECOND) * clockRate
                        + Math.floorMod(between, NANOS_PER_SECOND) * clockRate / NANOS_PER_SECOND;
        return rtpTimestamp + (otherTimestamp - other.rtpTimestamp) - (int) units;
    }

    /** Writes 16 bytes for another node: NTP, RTP timestamp, age in microseconds. */
    public void write(MemorySegment segment, long at, long nowNanos) {
        Bytes.put64(segment, at, ntp);
        Bytes.put32(segment, at + 8, rtpTimestamp);
        Bytes.put32(
                segment,
                at + 12,
                Math.clamp((nowNanos - reportedNanos) / 1_000, 0, MAX_AGE_MICROS));
    }

    /** Takes what {@link #write} wrote of a known clock. */
    public void read(MemorySegment segment, long at, long nowNanos) {
        long newNtp = Bytes.i64(segment, at);
        int newTimestamp = Bytes.i32(segment, at + 8);
        if (!known || newNtp != ntp || newTimestamp != rtpTimestamp) {
            onSenderReport(newNtp, newTimestamp, nowNanos - Bytes.u32(segment, at + 12) * 1_000);
        }
    }

    public void export(StateWriter writer, long nowNanos) {
        writer.begin(STATE_VERSION).bool(known).i64(ntp).i32(rtpTimestamp);
        writer.i64(nowNanos - reportedNanos).end();
    }

    /** Continues what {@link #export} wrote. */
    public void restore(StateReader reader, long nowNanos) throws CorruptStateException {
        reader.begin();
        known = reader.bool();
        ntp = reader.i64();
        rtpTimestamp = reader.i32();
        reportedNanos = nowNanos - reader.i64();
        reader.end();
    }
}
