package media.sluice.core.session;

import java.lang.foreign.MemorySegment;

/**
 * Takes the peer's RTCP about what we send to it: the room's consumers of the session. SSRCs are
 * those of our outgoing streams; unknown ones are for the sink to ignore.
 */
public interface FeedbackSink {

    /**
     * One report block (RFC 3550 §6.4.1).
     *
     * @param fractionLost loss since the last report, 0 to 255 in 1/256
     * @param cumulativeLost signed 24-bit count
     * @param highestSequence extended highest sequence number received
     * @param jitter interarrival jitter in RTP clock units
     * @param lastReport middle 32 bits of the NTP timestamp of our last sender report that arrived
     *     (LSR); 0 when none did. The round trip is the sink's to compute: it sent the report
     * @param delay since that report arrived (DLSR) in 1/65536 s
     */
    default void onReceiverReport(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            int jitter,
            int lastReport,
            long delay,
            long nowNanos) {}

    /**
     * One FCI entry of a generic NACK (RFC 4585 §6.2.1).
     *
     * @param sequence PID, the first lost packet
     * @param following BLP, bit i set = packet {@code sequence + i + 1} is lost too
     */
    default void onNack(int ssrc, int sequence, int following, long nowNanos) {}

    /** PLI (RFC 4585 §6.3.1), or FIR (RFC 5104 §4.3.1) when {@code isFir}. */
    default void onKeyFrameRequest(int ssrc, boolean isFir, long nowNanos) {}

    /** Receiver estimated maximum bitrate for the whole transport, bits per second. */
    default void onBandwidthEstimate(long bitrateBps, long nowNanos) {}

    /** One transport-wide feedback packet, from its RTCP header on; valid during the call. */
    default void onTransportFeedback(
            MemorySegment segment, long offset, int length, long nowNanos) {}
}
