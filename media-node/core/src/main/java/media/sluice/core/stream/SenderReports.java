package media.sluice.core.stream;

import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * The sender reports of one outgoing stream: counts what is sent, says every {@value
 * #INTERVAL_MILLIS} ms that a report is due, and measures the round trip from the receiver's answer
 * (RFC 3550 §6.4.1).
 *
 * <p>Moves between nodes: the counters go on. Answers to reports that the previous node sent are
 * not measured.
 */
public final class SenderReports {

    static final long INTERVAL_MILLIS = 3000;

    private static final int STATE_VERSION = 1;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long INTERVAL_NANOS = INTERVAL_MILLIS * NANOS_PER_MILLI;

    /** How soon to look again for the publisher's first report, which the mapping needs. */
    private static final long RETRY_NANOS = 200 * NANOS_PER_MILLI;

    private final int ssrc;
    private final int clockRate;
    private final RoundTripMeter meter = new RoundTripMeter();

    private long packets;
    private long octets;
    private long dueNanos = Long.MAX_VALUE;

    /**
     * @param ssrc of the outgoing stream
     * @param clockRate timestamp units per second
     */
    public SenderReports(int ssrc, int clockRate) {
        Invariant.range(clockRate, 1, 1_000_000, "clock rate");
        this.ssrc = ssrc;
        this.clockRate = clockRate;
    }

    /**
     * Counts a packet of the stream sent for the first time; {@code payloadLength} is without
     * header and padding.
     */
    public void onPacketSent(int payloadLength, long nowNanos) {
        packets++;
        octets += payloadLength;
        if (dueNanos == Long.MAX_VALUE) {
            dueNanos = nowNanos;
        }
    }

    public boolean isDue(long nowNanos) {
        return nowNanos >= dueNanos;
    }

    /** When a report is due, {@link Long#MAX_VALUE} before the first packet. */
    public long nextDeadlineNanos() {
        return dueNanos;
    }

    /**
     * Writes a report and schedules the next one.
     *
     * @param clock of the received stream that is forwarded now
     * @param timestampOffset what forwarding adds to the timestamps of that stream
     * @return false when the publisher's clock is not known yet or the report does not fit; it is
     *     due again soon
     */
    public boolean write(
            RtcpWriter writer, PublisherClock clock, int timestampOffset, long nowNanos) {
        if (!clock.isKnown()) {
            dueNanos = nowNanos + RETRY_NANOS;
            return false;
        }
        long ntp = clock.ntpAt(nowNanos);
        int timestamp = clock.timestampAt(nowNanos, clockRate) + timestampOffset;
        if (!writer.senderReport(ssrc, ntp, timestamp, packets, octets)) {
            return false;
        }
        meter.onSent(ntp, nowNanos);
        dueNanos = nowNanos + INTERVAL_NANOS;
        return true;
    }

    /**
     * The round trip in nanoseconds that a report block about this stream shows, or -1 when it
     * answers none of the last reports.
     *
     * @param lsr middle 32 bits of the report that it answers
     * @param dlsr time that it lay at the receiver, in 1/65536 s
     */
    public long roundTripNanos(int lsr, long dlsr, long nowNanos) {
        return meter.roundTripNanos(lsr, dlsr, nowNanos);
    }

    public int ssrc() {
        return ssrc;
    }

    /** Packets sent since the stream began, repeats not counted. */
    public long packets() {
        return packets;
    }

    /** Payload bytes sent since the stream began. */
    public long octets() {
        return octets;
    }

    public void export(StateWriter writer) {
        writer.begin(STATE_VERSION).i64(packets).i64(octets).end();
    }

    /** Continues what {@link #export} wrote; a report is due at once when the stream has begun. */
    public void restore(StateReader reader, long nowNanos) throws CorruptStateException {
        reader.begin();
        packets = reader.i64();
        octets = reader.i64();
        reader.end();
        dueNanos = packets > 0 ? nowNanos : Long.MAX_VALUE;
    }
}
