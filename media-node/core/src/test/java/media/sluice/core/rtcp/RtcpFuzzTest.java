package media.sluice.core.rtcp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Packets;

/** Any datagram: nothing throws, and every view reads inside the packet it belongs to. */
class RtcpFuzzTest {

    private static final int MARGIN = 3;

    private final int[] sequences = new int[64];

    /** Keeps the reads from being optimised away. */
    long sink;

    @FuzzTest
    void compound(byte[] data) {
        MemorySegment packet = Packets.after(MARGIN, data);
        var cursor = new RtcpCursor();
        RtcpFault fault = cursor.start(packet, MARGIN, data.length);
        int total = 0;
        while (cursor.next()) {
            total += cursor.length();
            readAll(packet, cursor);
        }
        if (fault == RtcpFault.NONE ? total > data.length : total != 0) {
            throw new IllegalStateException("packets outside the datagram");
        }
    }

    /** The body alone, so that the fuzzer needs not find the header first. */
    @FuzzTest
    void transportFeedback(byte[] data) {
        byte[] datagram = new byte[12 + (data.length & ~3)];
        System.arraycopy(data, 0, datagram, 12, data.length & ~3);
        datagram[0] = (byte) 0x8F;
        datagram[1] = (byte) RtcpType.TRANSPORT_FEEDBACK;
        datagram[2] = (byte) ((datagram.length / 4 - 1) >>> 8);
        datagram[3] = (byte) (datagram.length / 4 - 1);
        compound(datagram);
    }

    private void readAll(MemorySegment packet, RtcpCursor cursor) {
        switch (cursor.type()) {
            case RtcpType.SENDER_REPORT, RtcpType.RECEIVER_REPORT -> {
                for (int i = 0; i < cursor.reportBlocks(); i++) {
                    sink += ReportBlock.delaySinceSenderReport(packet, cursor.reportBlock(i));
                }
            }
            case RtcpType.SOURCE_DESCRIPTION -> readCname(packet, cursor);
            case RtcpType.TRANSPORT_FEEDBACK -> readTransport(packet, cursor);
            case RtcpType.PAYLOAD_FEEDBACK -> readPayload(packet, cursor);
            case RtcpType.EXTENDED_REPORT -> readExtended(packet, cursor);
            default -> sink++;
        }
    }

    private void readCname(MemorySegment packet, RtcpCursor cursor) {
        long found = SourceDescription.cname(packet, cursor, 0);
        if (found != SourceDescription.ABSENT) {
            long end = SourceDescription.textAt(found) + SourceDescription.textLength(found);
            inside(end, cursor);
        }
    }

    private void readTransport(MemorySegment packet, RtcpCursor cursor) {
        if (cursor.isTransportFeedback(RtcpType.FMT_NACK)) {
            sink += Nack.read(packet, cursor, sequences);
        } else if (cursor.isTransportFeedback(RtcpType.FMT_TRANSPORT_WIDE)) {
            var feedback = new TransportFeedbackCursor();
            feedback.start(packet, cursor);
            int count = 0;
            while (feedback.next()) {
                sink += feedback.arrivalMicros();
                count++;
            }
            if (count != TransportFeedback.statusCount(packet, cursor)) {
                throw new IllegalStateException("other number of packets than announced");
            }
        }
    }

    private void readPayload(MemorySegment packet, RtcpCursor cursor) {
        if (cursor.isPayloadFeedback(RtcpType.FMT_FULL_INTRA)) {
            for (int i = 0; i < FullIntraRequest.items(cursor); i++) {
                sink += FullIntraRequest.ssrc(packet, cursor, i);
            }
        } else if (cursor.isPayloadFeedback(RtcpType.FMT_APPLICATION)
                && Remb.isRemb(packet, cursor)) {
            for (int i = 0; i < Remb.ssrcs(packet, cursor); i++) {
                sink += Remb.ssrc(packet, cursor, i);
            }
            if (Remb.bitrateBps(packet, cursor) < 0) {
                throw new IllegalStateException("negative bitrate");
            }
        }
    }

    private void readExtended(MemorySegment packet, RtcpCursor cursor) {
        long block = ExtendedReport.firstBlock(cursor);
        while (block >= 0) {
            switch (ExtendedReport.blockType(packet, block)) {
                case ExtendedReport.RECEIVER_REFERENCE_TIME ->
                        sink += ExtendedReport.referenceTime(packet, block);
                case ExtendedReport.DELAY_SINCE_RECEIVER_REPORT -> {
                    for (int i = 0; i < ExtendedReport.delayItems(packet, block); i++) {
                        sink += ExtendedReport.delaySinceReceiverReport(packet, block, i);
                    }
                }
                default -> sink++;
            }
            block = ExtendedReport.nextBlock(packet, cursor, block);
        }
    }

    private static void inside(long end, RtcpCursor cursor) {
        if (end > cursor.at() + cursor.length()) {
            throw new IllegalStateException("text outside the packet");
        }
    }
}
