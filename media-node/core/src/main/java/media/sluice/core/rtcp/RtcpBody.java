package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/** How long a packet of some type must be so that the views may read it. */
final class RtcpBody {

    /** Longer than any packet: the content contradicts itself. */
    private static final int NEVER = Integer.MAX_VALUE;

    private static final int FEEDBACK_LENGTH = 12;

    private RtcpBody() {}

    static int minLength(MemorySegment segment, long at, int length, int type, int count) {
        return switch (type) {
            case RtcpType.SENDER_REPORT -> SenderReport.LENGTH + count * ReportBlock.LENGTH;
            case RtcpType.RECEIVER_REPORT -> ReceiverReport.LENGTH + count * ReportBlock.LENGTH;
            case RtcpType.SOURCE_DESCRIPTION ->
                    SourceDescription.isComplete(segment, at, length, count) ? 0 : NEVER;
            case RtcpType.BYE -> RtcpCursor.HEADER_LENGTH + 4 * count;
            case RtcpType.TRANSPORT_FEEDBACK -> transportFeedback(segment, at, length, count);
            case RtcpType.PAYLOAD_FEEDBACK -> payloadFeedback(segment, at, length, count);
            case RtcpType.EXTENDED_REPORT ->
                    ExtendedReport.isComplete(segment, at, length) ? 0 : NEVER;
            default -> RtcpCursor.HEADER_LENGTH;
        };
    }

    private static int transportFeedback(MemorySegment segment, long at, int length, int fmt) {
        return switch (fmt) {
            case RtcpType.FMT_NACK -> FEEDBACK_LENGTH + Nack.ITEM_LENGTH;
            case RtcpType.FMT_TRANSPORT_WIDE ->
                    TransportFeedback.isComplete(segment, at, length) ? 0 : NEVER;
            default -> FEEDBACK_LENGTH;
        };
    }

    private static int payloadFeedback(MemorySegment segment, long at, int length, int fmt) {
        return switch (fmt) {
            case RtcpType.FMT_FULL_INTRA -> FEEDBACK_LENGTH + FullIntraRequest.ITEM_LENGTH;
            case RtcpType.FMT_APPLICATION ->
                    length < Remb.LENGTH || !Remb.isRemb(segment, at, length)
                            ? FEEDBACK_LENGTH
                            : Remb.LENGTH + 4 * Bytes.u8(segment, at + 16);
            default -> FEEDBACK_LENGTH;
        };
    }
}
