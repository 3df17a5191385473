package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import media.sluice.core.rtcp.ExtendedReport;
import media.sluice.core.rtcp.FullIntraRequest;
import media.sluice.core.rtcp.Nack;
import media.sluice.core.rtcp.Remb;
import media.sluice.core.rtcp.ReportBlock;
import media.sluice.core.rtcp.RtcpCursor;
import media.sluice.core.rtcp.RtcpFault;
import media.sluice.core.rtcp.RtcpType;
import media.sluice.core.rtcp.SenderReport;
import media.sluice.core.rtp.HeaderExtensions;
import media.sluice.core.rtp.RtpFault;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.rtp.Rtx;
import media.sluice.core.stream.NackOutcome;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Serial;

/**
 * What happens to a plain RTP or RTCP packet: bound to its stream, counted, repaired, delivered.
 */
final class MediaReceiver {
    private static final int NACK_ITEMS_AT = 12;
    private static final int NACK_ITEM_LENGTH = 4;
    private static final int TRANSPORT_SEQUENCE_LENGTH = 2;

    private final InboundStreams streams;
    private final SessionCounters counters;
    private final FeedbackSink feedback;
    private final ReportSchedule reports;
    private final InboundRtp packet = new InboundRtp();
    private final RtcpCursor cursor = new RtcpCursor();

    MediaReceiver(
            InboundStreams streams,
            SessionCounters counters,
            FeedbackSink feedback,
            ReportSchedule reports) {
        this.streams = streams;
        this.counters = counters;
        this.feedback = feedback;
        this.reports = reports;
    }

    /** Takes a plain packet whose header was checked before it was decrypted. */
    void handleRtp(MemorySegment segment, long offset, int length, long index, long nowNanos) {
        counters.onRtp(length);
        if (RtpHeader.checkPadding(segment, offset, length) != RtpFault.NONE) {
            counters.onDrop(SessionDrop.MALFORMED_RTP);
            return;
        }
        int transportId = streams.transportSequenceId();
        if (transportId != 0) {
            noteTransportSequence(segment, offset, transportId, nowNanos);
        }
        int ssrc = RtpHeader.ssrc(segment, offset);
        var stream = streams.find(ssrc);
        if (stream == null) {
            stream = streams.bind(segment, offset);
        }
        if (stream == null) {
            counters.onDrop(SessionDrop.UNKNOWN_STREAM);
            return;
        }
        var payload = stream.section().payload(RtpHeader.payloadType(segment, offset));
        if (payload == null) {
            counters.onDrop(SessionDrop.UNKNOWN_PAYLOAD_TYPE);
        } else if (ssrc == stream.ssrc()) {
            handlePrimary(stream, payload, segment, offset, length, index, nowNanos);
        } else {
            handleRepair(stream, payload, segment, offset, length, nowNanos);
        }
    }

    /** Takes a plain compound packet. */
    void handleRtcp(MemorySegment segment, long offset, int length, long nowNanos) {
        counters.onRtcp();
        if (cursor.start(segment, offset, length) != RtcpFault.NONE) {
            counters.onDrop(SessionDrop.MALFORMED_RTCP);
            return;
        }
        while (cursor.next()) {
            switch (cursor.type()) {
                case RtcpType.SENDER_REPORT -> {
                    handleSenderReport(segment, nowNanos);
                    handleReportBlocks(segment, nowNanos);
                }
                case RtcpType.RECEIVER_REPORT -> handleReportBlocks(segment, nowNanos);
                case RtcpType.EXTENDED_REPORT -> handleExtendedReport(segment, nowNanos);
                case RtcpType.BYE -> handleBye(segment, nowNanos);
                case RtcpType.TRANSPORT_FEEDBACK -> handleTransportFeedback(segment, nowNanos);
                case RtcpType.PAYLOAD_FEEDBACK -> handlePayloadFeedback(segment, nowNanos);
                default -> {
                    // SDES and APP say nothing that we need.
                }
            }
        }
    }

    private void noteTransportSequence(MemorySegment segment, long offset, int id, long nowNanos) {
        long found = HeaderExtensions.find(segment, offset, id);
        if (found != HeaderExtensions.ABSENT
                && HeaderExtensions.length(found) == TRANSPORT_SEQUENCE_LENGTH) {
            reports.onTransportSequence(
                    Bytes.u16(segment, HeaderExtensions.at(found)),
                    RtpHeader.ssrc(segment, offset),
                    RtpHeader.marker(segment, offset),
                    nowNanos);
        }
    }

    private void handlePrimary(
            InboundStream stream,
            ReceiveSpec.Payload payload,
            MemorySegment segment,
            long offset,
            int length,
            long index,
            long nowNanos) {
        int sequence = RtpHeader.sequence(segment, offset);
        var statistics = stream.begin(payload);
        statistics.onPacket(sequence, RtpHeader.timestamp(segment, offset), nowNanos);
        stream.count(length);
        reports.onReceived(nowNanos);
        var nack = stream.nack();
        if (nack != null) {
            switch (nack.onPacket(sequence, nowNanos)) {
                case GAP -> reports.onGap(nack.nextDeadlineNanos());
                case RESET -> tellOfReset(stream, nowNanos);
                case IN_ORDER, RECOVERED, UNEXPECTED -> {
                    // Nothing to do.
                }
            }
        }
        deliver(stream, segment, offset, length, index, false, nowNanos);
    }

    private static void tellOfReset(InboundStream stream, long nowNanos) {
        var sink = stream.section().sink();
        if (sink != null) {
            sink.onUnrepairable(stream, nowNanos);
        }
    }

    private void handleRepair(
            InboundStream stream,
            ReceiveSpec.Payload payload,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        var nack = stream.nack();
        var statistics = stream.statistics();
        if (nack == null
                || statistics == null
                || !Rtx.carriesOriginal(segment, offset, length)
                || nack.onPacket(Rtx.originalSequence(segment, offset), nowNanos)
                        != NackOutcome.RECOVERED) {
            counters.onDrop(SessionDrop.USELESS_REPAIR);
            return;
        }
        counters.onRepair();
        int sequence = Rtx.originalSequence(segment, offset);
        Rtx.restore(segment, offset, payload.payloadType(), stream.ssrc());
        long index = Serial.unwrap16(statistics.highestSequence(), sequence);
        deliver(
                stream,
                segment,
                offset + Rtx.OVERHEAD,
                length - Rtx.OVERHEAD,
                index,
                true,
                nowNanos);
    }

    private void deliver(
            InboundStream stream,
            MemorySegment segment,
            long offset,
            int length,
            long index,
            boolean isRepair,
            long nowNanos) {
        var sink = stream.section().sink();
        if (sink == null) {
            counters.onDrop(SessionDrop.NO_RECEIVER);
            return;
        }
        packet.fill(segment, offset, length);
        packet.place(stream, index, isRepair, nowNanos);
        sink.onRtp(packet, nowNanos);
        packet.clear();
    }

    private void handleSenderReport(MemorySegment segment, long nowNanos) {
        long at = cursor.at();
        var stream = streams.find(SenderReport.ssrc(segment, at));
        if (stream == null || stream.ssrc() != SenderReport.ssrc(segment, at)) {
            return;
        }
        long ntp = SenderReport.ntp(segment, at);
        var statistics = stream.statistics();
        if (statistics != null) {
            statistics.onSenderReport(ntp, nowNanos);
        }
        var sink = stream.section().sink();
        if (sink != null) {
            sink.onSenderReport(stream, ntp, SenderReport.rtpTimestamp(segment, at), nowNanos);
        }
    }

    private void handleReportBlocks(MemorySegment segment, long nowNanos) {
        for (int i = 0; i < cursor.reportBlocks(); i++) {
            long at = cursor.reportBlock(i);
            feedback.onReceiverReport(
                    ReportBlock.ssrc(segment, at),
                    ReportBlock.fractionLost(segment, at),
                    ReportBlock.cumulativeLost(segment, at),
                    (int) ReportBlock.highestSequence(segment, at),
                    (int) ReportBlock.jitter(segment, at),
                    ReportBlock.lastSenderReport(segment, at),
                    ReportBlock.delaySinceSenderReport(segment, at),
                    nowNanos);
        }
    }

    private void handleExtendedReport(MemorySegment segment, long nowNanos) {
        for (long block = ExtendedReport.firstBlock(cursor);
                block >= 0;
                block = ExtendedReport.nextBlock(segment, cursor, block)) {
            if (ExtendedReport.blockType(segment, block)
                    == ExtendedReport.RECEIVER_REFERENCE_TIME) {
                reports.onReferenceTime(
                        cursor.senderSsrc(),
                        ExtendedReport.referenceTime(segment, block),
                        nowNanos);
            } else if (ExtendedReport.blockType(segment, block)
                    == ExtendedReport.DELAY_SINCE_RECEIVER_REPORT) {
                handleReferenceEcho(segment, block, nowNanos);
            }
        }
    }

    private void handleReferenceEcho(MemorySegment segment, long block, long nowNanos) {
        int items = ExtendedReport.delayItems(segment, block);
        for (int i = 0; i < items; i++) {
            reports.onReferenceEcho(
                    ExtendedReport.delaySsrc(segment, block, i),
                    ExtendedReport.lastReceiverReport(segment, block, i),
                    ExtendedReport.delaySinceReceiverReport(segment, block, i),
                    nowNanos);
        }
    }

    private void handleBye(MemorySegment segment, long nowNanos) {
        for (int i = 0; i < cursor.count(); i++) {
            int ssrc = Bytes.i32(segment, cursor.at() + 4 + 4L * i);
            var stream = streams.find(ssrc);
            var sink = stream == null ? null : stream.section().sink();
            if (stream != null && sink != null && stream.ssrc() == ssrc) {
                sink.onBye(stream, nowNanos);
            }
        }
    }

    private void handleTransportFeedback(MemorySegment segment, long nowNanos) {
        if (cursor.isTransportFeedback(RtcpType.FMT_NACK)) {
            int items = Nack.items(cursor);
            for (int i = 0; i < items; i++) {
                long at = cursor.at() + NACK_ITEMS_AT + (long) i * NACK_ITEM_LENGTH;
                feedback.onNack(
                        cursor.mediaSsrc(),
                        Bytes.u16(segment, at),
                        Bytes.u16(segment, at + 2),
                        nowNanos);
            }
        } else if (cursor.isTransportFeedback(RtcpType.FMT_TRANSPORT_WIDE)) {
            feedback.onTransportFeedback(segment, cursor.at(), cursor.length(), nowNanos);
        }
    }

    private void handlePayloadFeedback(MemorySegment segment, long nowNanos) {
        if (cursor.isPayloadFeedback(RtcpType.FMT_PICTURE_LOSS)) {
            feedback.onKeyFrameRequest(cursor.mediaSsrc(), false, nowNanos);
        } else if (cursor.isPayloadFeedback(RtcpType.FMT_FULL_INTRA)) {
            for (int i = 0; i < FullIntraRequest.items(cursor); i++) {
                int ssrc = FullIntraRequest.ssrc(segment, cursor, i);
                feedback.onKeyFrameRequest(ssrc, true, nowNanos);
            }
        } else if (cursor.isPayloadFeedback(RtcpType.FMT_APPLICATION)
                && Remb.isRemb(segment, cursor)) {
            feedback.onBandwidthEstimate(Remb.bitrateBps(segment, cursor), nowNanos);
        }
    }
}
