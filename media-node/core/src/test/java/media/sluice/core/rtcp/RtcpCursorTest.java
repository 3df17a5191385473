package media.sluice.core.rtcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class RtcpCursorTest {

    private static final String SENDER_REPORT =
            "81 C8 000C 11223344 0102030405060708 00000010 00000020 00000030"
                    + " AABBCCDD 40 FFFFFE 00010002 00000003 00000004 00000005";
    private static final String CNAME = "81 CA 0003 11223344 01 02 6162 00000000";
    private static final String PICTURE_LOSS = "81 CE 0002 00000001 00000002";

    private final RtcpCursor cursor = new RtcpCursor();

    @Test
    void walksOverACompound() {
        MemorySegment packet = start(SENDER_REPORT + CNAME + PICTURE_LOSS);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.type()).isEqualTo(RtcpType.SENDER_REPORT);
        assertThat(SenderReport.ssrc(packet, cursor.at())).isEqualTo(0x11223344);
        assertThat(SenderReport.ntp(packet, cursor.at())).isEqualTo(0x0102030405060708L);
        assertThat(SenderReport.rtpTimestamp(packet, cursor.at())).isEqualTo(16);
        assertThat(SenderReport.packets(packet, cursor.at())).isEqualTo(32);
        assertThat(SenderReport.octets(packet, cursor.at())).isEqualTo(48);
        assertThat(cursor.reportBlocks()).isEqualTo(1);
        long block = cursor.reportBlock(0);
        assertThat(ReportBlock.ssrc(packet, block)).isEqualTo(0xAABBCCDD);
        assertThat(ReportBlock.fractionLost(packet, block)).isEqualTo(64);
        assertThat(ReportBlock.cumulativeLost(packet, block)).isEqualTo(-2);
        assertThat(ReportBlock.highestSequence(packet, block)).isEqualTo(0x10002);
        assertThat(ReportBlock.jitter(packet, block)).isEqualTo(3);
        assertThat(ReportBlock.lastSenderReport(packet, block)).isEqualTo(4);
        assertThat(ReportBlock.delaySinceSenderReport(packet, block)).isEqualTo(5);

        assertThat(cursor.next()).isTrue();
        long cname = SourceDescription.cname(packet, cursor, 0x11223344);
        assertThat(SourceDescription.textLength(cname)).isEqualTo(2);
        assertThat(Packets.hex(packet, SourceDescription.textAt(cname), 2)).isEqualTo("6162");
        assertThat(SourceDescription.cname(packet, cursor, 1)).isEqualTo(SourceDescription.ABSENT);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.isPayloadFeedback(RtcpType.FMT_PICTURE_LOSS)).isTrue();
        assertThat(cursor.senderSsrc()).isEqualTo(1);
        assertThat(cursor.mediaSsrc()).isEqualTo(2);
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void acceptsReducedSize() {
        start(PICTURE_LOSS);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void refusesTheWholeDatagramWithItsReason() {
        assertThat(fault("")).isEqualTo(RtcpFault.TOO_SHORT);
        assertThat(fault("80C900")).isEqualTo(RtcpFault.TOO_SHORT);
        assertThat(fault(PICTURE_LOSS + "80C9")).isEqualTo(RtcpFault.TOO_SHORT);
        assertThat(fault(PICTURE_LOSS + "40C90001 00000001")).isEqualTo(RtcpFault.NOT_VERSION_2);
        assertThat(fault("80C9 FFFF 00000001")).isEqualTo(RtcpFault.LENGTH_OVERRUN);
        assertThat(fault("81C9 0001 00000001")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("80C8 0001 00000001")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("81CD 0002 00000001 00000002")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("84CE 0002 00000001 00000002")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("82CB 0001 00000001")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("81CA 0002 00000001 01FF6162")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("80CF 0002 00000001 0400FFFF")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("8FCE 0004 00000001 00000000 52454D42 01040000"))
                .isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("A0C9 0001 00000001" + PICTURE_LOSS)).isEqualTo(RtcpFault.BAD_PADDING);
        assertThat(fault("A0C9 0002 00000001 00000000")).isEqualTo(RtcpFault.BAD_PADDING);
        assertThat(fault("A0C9 0002 00000001 000000FF")).isEqualTo(RtcpFault.BAD_PADDING);
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void leavesPaddingOut() {
        start("A0C9 0002 00000001 00000004");

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.length()).isEqualTo(8);
    }

    @Test
    void skipsTypesItDoesNotKnow() {
        start("80CC 0001 00000001 80D5 0000 81CB 0001 00000009");

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.type()).isEqualTo(RtcpType.BYE);
    }

    @Test
    void readsNacks() {
        MemorySegment packet = start("81CD 0004 00000001 00000002 FFFE8005 00100000");
        cursor.next();
        int[] sequences = new int[10];

        assertThat(Nack.read(packet, cursor, sequences)).isEqualTo(5);
        assertThat(sequences).startsWith(0xFFFE, 0xFFFF, 1, 14, 16);
        assertThat(Nack.read(packet, cursor, new int[2])).isEqualTo(2);
    }

    @Test
    void readsRemb() {
        MemorySegment packet =
                start("8FCE 0006 00000001 00000000 52454D42 02 0E847F 11111111 22222222");
        cursor.next();

        assertThat(Remb.isRemb(packet, cursor)).isTrue();
        assertThat(Remb.bitrateBps(packet, cursor)).isEqualTo(0x2847FL << 3);
        assertThat(Remb.ssrcs(packet, cursor)).isEqualTo(2);
        assertThat(Remb.ssrc(packet, cursor, 1)).isEqualTo(0x22222222);
    }

    @Test
    void rembSaturates() {
        MemorySegment packet = start("8FCE 0004 00000001 00000000 52454D42 00 FFFFFF");
        cursor.next();

        assertThat(Remb.bitrateBps(packet, cursor)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void iteratingAllocatesNothing() {
        MemorySegment packet = Packets.hex(SENDER_REPORT + CNAME + PICTURE_LOSS);
        int length = (int) packet.byteSize();
        long[] sum = new long[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    cursor.start(packet, 0, length);
                    while (cursor.next()) {
                        sum[0] += cursor.type();
                    }
                });

        assertThat(allocated).isZero();
        assertThat(sum[0]).isPositive();
    }

    @Test
    void readsBackWhatTheWriterWrote() {
        MemorySegment packet = Packets.room(500);
        var writer = new RtcpWriter();
        writer.start(packet, 7, 400);
        writer.senderReport(1, -2, 3, 0xFFFF_FFFFL, 5);
        writer.reportBlock(6, 255, -9_000_000, 0x1_0007, 8, 9, 10);
        writer.sourceDescription(1, "cname-ü".getBytes(UTF_8));
        writer.fullIntraRequest(1, 77, 255);
        writer.receiverReferenceTime(1, 0x0102030405060708L);
        writer.delaySinceReceiverReport(1, 2, 3, 4);
        writer.bye(1);

        assertThat(cursor.start(packet, 7, writer.length())).isEqualTo(RtcpFault.NONE);
        cursor.next();
        assertThat(SenderReport.packets(packet, cursor.at())).isEqualTo(0xFFFF_FFFFL);
        assertThat(ReportBlock.cumulativeLost(packet, cursor.reportBlock(0))).isEqualTo(-0x80_0000);
        cursor.next();
        assertThat(SourceDescription.textLength(SourceDescription.cname(packet, cursor, 1)))
                .isEqualTo(8);
        cursor.next();
        assertThat(FullIntraRequest.items(cursor)).isEqualTo(1);
        assertThat(FullIntraRequest.ssrc(packet, cursor, 0)).isEqualTo(77);
        assertThat(FullIntraRequest.commandSequence(packet, cursor, 0)).isEqualTo(255);
        cursor.next();
        long block = ExtendedReport.firstBlock(cursor);
        assertThat(ExtendedReport.blockType(packet, block))
                .isEqualTo(ExtendedReport.RECEIVER_REFERENCE_TIME);
        assertThat(ExtendedReport.referenceTime(packet, block)).isEqualTo(0x0102030405060708L);
        assertThat(ExtendedReport.nextBlock(packet, cursor, block)).isEqualTo(-1);
        cursor.next();
        block = ExtendedReport.firstBlock(cursor);
        assertThat(ExtendedReport.delayItems(packet, block)).isEqualTo(1);
        assertThat(ExtendedReport.delaySsrc(packet, block, 0)).isEqualTo(2);
        assertThat(ExtendedReport.lastReceiverReport(packet, block, 0)).isEqualTo(3);
        assertThat(ExtendedReport.delaySinceReceiverReport(packet, block, 0)).isEqualTo(4);
        cursor.next();
        assertThat(cursor.type()).isEqualTo(RtcpType.BYE);
        assertThat(cursor.next()).isFalse();
    }

    private MemorySegment start(String hex) {
        MemorySegment packet = Packets.hex(hex);
        assertThat(cursor.start(packet, 0, (int) packet.byteSize())).isEqualTo(RtcpFault.NONE);
        return packet;
    }

    private RtcpFault fault(String hex) {
        byte[] bytes = Packets.bytes(hex);
        return cursor.start(Packets.after(3, bytes), 3, bytes.length);
    }
}
