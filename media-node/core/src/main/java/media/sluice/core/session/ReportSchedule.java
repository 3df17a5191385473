package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import media.sluice.core.congestion.TransportFeedbackGenerator;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.stream.RoundTripMeter;

/**
 * RTCP about what the peer sends: receiver reports, NACK, PLI, transport-wide feedback and answers
 * to reference times, each when it is due, several in one datagram.
 */
final class ReportSchedule {
    /** Bytes of one RTCP datagram before protection. */
    static final int CAPACITY = 1200;

    private static final long REPORT_INTERVAL_NANOS = 1_000_000_000L;
    private static final int MAX_NACK = 64;

    /** Another receiver report with a block or more. */
    private static final int ROOM_AFTER_BLOCKS = 100;

    private static final byte[] CNAME = "sluice".getBytes(StandardCharsets.US_ASCII);

    private final InboundStreams streams;
    private final int ssrc;
    private final TransportFeedbackGenerator transportFeedback = new TransportFeedbackGenerator();
    private final RoundTripMeter meter = new RoundTripMeter();
    private final int[] missing = new int[MAX_NACK];
    private final MemorySegment scratch = MemorySegment.ofArray(new byte[CAPACITY]);

    private long reportDueNanos = Long.MAX_VALUE;
    private long nackDueNanos = Long.MAX_VALUE;
    private boolean isKeyFrameWanted;
    private long roundTripNanos = -1;

    /** Streams that the report under way has told of. */
    private int reported;

    private int referenceSsrc;
    private int referenceMiddle;
    private long referenceNanos;
    private boolean hasReference;

    ReportSchedule(InboundStreams streams, int ssrc) {
        this.streams = streams;
        this.ssrc = ssrc;
    }

    /** SSRC under which we report. */
    int ssrc() {
        return ssrc;
    }

    void onReceived(long nowNanos) {
        if (reportDueNanos == Long.MAX_VALUE) {
            reportDueNanos = nowNanos + REPORT_INTERVAL_NANOS;
        }
    }

    void onGap(long dueNanos) {
        nackDueNanos = Math.min(nackDueNanos, dueNanos);
    }

    void onTransportSequence(int sequence, int mediaSsrc, boolean isFrameEnd, long nowNanos) {
        transportFeedback.onPacket(sequence, mediaSsrc, isFrameEnd, nowNanos);
    }

    void onReferenceTime(int senderSsrc, long ntp, long nowNanos) {
        hasReference = true;
        referenceSsrc = senderSsrc;
        referenceMiddle = AbsoluteTime.middle(ntp);
        referenceNanos = nowNanos;
    }

    void onKeyFrameWanted() {
        isKeyFrameWanted = true;
    }

    void onRoundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    /** As measured last, -1 before. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /** The peer's answer to a reference time of ours (RFC 3611 §4.5). */
    void onReferenceEcho(int receiverSsrc, int lastReceiverReport, long delay, long nowNanos) {
        long measured =
                receiverSsrc == ssrc
                        ? meter.roundTripNanos(lastReceiverReport, delay, nowNanos)
                        : -1;
        if (measured >= 0) {
            roundTripNanos = measured;
        }
    }

    long nextDeadlineNanos() {
        return Math.min(
                Math.min(reportDueNanos, nackDueNanos),
                isKeyFrameWanted ? Long.MIN_VALUE : transportFeedback.nextDeadlineNanos());
    }

    /** Fills one datagram with what is due; false when nothing is. Call until then. */
    boolean write(RtcpWriter writer, long nowNanos) {
        if (nowNanos < nextDeadlineNanos()) {
            return false;
        }
        if (nowNanos >= reportDueNanos) {
            writeReports(writer, nowNanos);
        }
        if (isKeyFrameWanted) {
            writeKeyFrameRequests(writer);
        }
        if (nowNanos >= nackDueNanos) {
            writeNacks(writer, nowNanos);
        }
        while (transportFeedback.isDue(nowNanos)
                && writer.remaining() >= TransportFeedbackGenerator.MIN_CAPACITY) {
            int length =
                    transportFeedback.write(scratch, 0, writer.remaining() & ~3, ssrc, nowNanos);
            if (length == 0) {
                break;
            }
            writer.packet(scratch, 0, length);
        }
        return !writer.isEmpty();
    }

    /** Reports on as many streams as fit; the others follow in the next datagram. */
    private void writeReports(RtcpWriter writer, long nowNanos) {
        var all = streams.all();
        writer.receiverReport(ssrc);
        for (; reported < all.length; reported++) {
            var statistics = all[reported].statistics();
            int loss = all[reported].reportedLoss();
            if (statistics != null && !statistics.report(writer, loss, nowNanos)) {
                boolean hasRoom = writer.remaining() >= ROOM_AFTER_BLOCKS;
                if (!hasRoom
                        || !writer.receiverReport(ssrc)
                        || !statistics.report(writer, loss, nowNanos)) {
                    return;
                }
            }
        }
        reported = 0;
        reportDueNanos = nowNanos + REPORT_INTERVAL_NANOS;
        writer.sourceDescription(ssrc, CNAME);
        writeReferenceTime(writer, nowNanos);
        if (hasReference) {
            hasReference = false;
            long delay = AbsoluteTime.shortOfNanos(nowNanos - referenceNanos);
            writer.delaySinceReceiverReport(ssrc, referenceSsrc, referenceMiddle, delay);
        }
    }

    /**
     * Asks for an echo: a peer that only sends measures the round trip, but does not tell it. Any
     * clock will do, as the peer only sends it back.
     */
    private void writeReferenceTime(RtcpWriter writer, long nowNanos) {
        long ntp = AbsoluteTime.ntpOfNanos(nowNanos);
        if (writer.receiverReferenceTime(ssrc, ntp)) {
            meter.onSent(ntp, nowNanos);
        }
    }

    private void writeKeyFrameRequests(RtcpWriter writer) {
        isKeyFrameWanted = false;
        for (var stream : streams.all()) {
            if (stream.isKeyFrameWanted() && stream.ssrc() != 0) {
                if (writer.pictureLoss(ssrc, stream.ssrc())) {
                    stream.keyFrameAsked();
                } else {
                    isKeyFrameWanted = true;
                }
            }
        }
    }

    private void writeNacks(RtcpWriter writer, long nowNanos) {
        nackDueNanos = Long.MAX_VALUE;
        for (var stream : streams.all()) {
            var nack = stream.nack();
            if (nack == null) {
                continue;
            }
            if (roundTripNanos >= 0) {
                nack.onRoundTrip(roundTripNanos);
            }
            boolean hasRoom = writer.remaining() >= 12 + 4 * MAX_NACK;
            int count = hasRoom ? nack.pollDue(nowNanos, missing) : 0;
            if (count > 0) {
                writer.nack(ssrc, stream.ssrc(), missing, count);
            }
            nackDueNanos = Math.min(nackDueNanos, nack.nextDeadlineNanos());
        }
    }
}
