package media.sluice.core.rtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class HeaderBuilderTest {

    private static final ExtensionMap PUBLISHER =
            ExtensionMap.EMPTY
                    .with(KnownExtension.MID, 1)
                    .with(KnownExtension.AUDIO_LEVEL, 2)
                    .with(KnownExtension.TRANSPORT_SEQUENCE, 3)
                    .with(KnownExtension.RID, 4)
                    .with(KnownExtension.DEPENDENCY_DESCRIPTOR, 5);
    private static final ExtensionMap SUBSCRIBER =
            ExtensionMap.EMPTY
                    .with(KnownExtension.MID, 9)
                    .with(KnownExtension.AUDIO_LEVEL, 7)
                    .with(KnownExtension.TRANSPORT_SEQUENCE, 8)
                    .with(KnownExtension.ABS_SEND_TIME, 3)
                    .with(KnownExtension.DEPENDENCY_DESCRIPTOR, 12);

    /** mid "0", audio level, transport sequence, rid "h", unknown id 6. */
    private static final String INCOMING =
            "B1 E0 0007 00000009 CAFEBABE 000000CC BEDE0003 1030 209E 310102 4068 60FF 00";

    private final ExtensionTranslation translation =
            new ExtensionTranslation(PUBLISHER, SUBSCRIBER);
    private final HeaderBuilder builder = new HeaderBuilder();
    private final MemorySegment out = Packets.room(HeaderBuilder.MAX_LENGTH);

    @Test
    void translatesDropsAndSets() {
        MemorySegment in = Packets.hex(INCOMING);

        builder.start();
        builder.translate(translation, in, 0);
        builder.set(SUBSCRIBER.idOf(KnownExtension.MID), "17".getBytes(US_ASCII));
        builder.set16(SUBSCRIBER.idOf(KnownExtension.TRANSPORT_SEQUENCE), 0xABCD);
        builder.set24(SUBSCRIBER.idOf(KnownExtension.ABS_SEND_TIME), 0x123456);
        builder.set8(SUBSCRIBER.idOf(KnownExtension.PLAYOUT_DELAY), 1);
        int length = builder.write(in, 0, out, 3);

        assertThat(length).isEqualTo(RtpHeader.length(out, 3));
        assertThat(RtpHeader.check(out, 3, length)).isEqualTo(RtpFault.NONE);
        assertThat(Packets.hex(out, 3, 20)).isEqualTo("91e0000700000009cafebabe000000ccbede0003");
        assertThat(HeaderExtensionsTest.walk(out.asSlice(3)))
                .containsExactly("7=9e", "9=3137", "8=abcd", "3=123456");
    }

    @Test
    void clearsTheExtensionBitWhenNothingIsLeft() {
        MemorySegment in = Packets.hex(INCOMING);

        builder.start();
        int length = builder.write(in, 0, out, 0);

        assertThat(length).isEqualTo(16);
        assertThat(RtpHeader.hasExtension(out, 0)).isFalse();
        assertThat(RtpHeader.hasPadding(out, 0)).isFalse();
    }

    @Test
    void usesTheTwoByteFormForLongElements() {
        MemorySegment in =
                Packets.hex(
                        "90 60 0007 00000009 CAFEBABE 10000006 0201 1E 0512 "
                                + "00".repeat(18)
                                + "00");

        builder.start();
        builder.translate(translation, in, 0);
        int length = builder.write(in, 0, out, 0);

        assertThat(RtpHeader.check(out, 0, length)).isEqualTo(RtpFault.NONE);
        assertThat(Packets.hex(out, 12, 2)).isEqualTo("1000");
        assertThat(HeaderExtensionsTest.walk(out)).containsExactly("7=1e", "12=" + "00".repeat(18));
    }

    @Test
    void replacesAndDropsWhatIsThere() {
        builder.start();
        builder.set16(1, 1);
        builder.set64(2, 2);
        builder.set16(1, 0xFFFF);
        builder.drop(2);
        int length = builder.writeFresh(out, 0);

        assertThat(length).isEqualTo(20);
        assertThat(HeaderExtensionsTest.walk(out)).containsExactly("1=ffff");
    }

    @Test
    void leavesOutWhatDoesNotFitAndCounts() {
        builder.start();
        for (int id = 1; id <= 20; id++) {
            builder.set8(id, id);
        }
        builder.set(1, new byte[255]);
        builder.set(2, new byte[255]);
        int length = builder.writeFresh(out, 0);

        assertThat(RtpHeader.check(out, 0, length)).isEqualTo(RtpFault.NONE);
        assertThat(builder.elementsLeftOut()).isEqualTo(5);
        assertThat(HeaderExtensionsTest.walk(out)).hasSize(HeaderBuilder.MAX_ELEMENTS);
    }

    @Test
    void buildingAllocatesNothing() {
        MemorySegment in = Packets.hex(INCOMING);
        byte[] mid = "0".getBytes(US_ASCII);

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    builder.start();
                    builder.translate(translation, in, 0);
                    builder.set(9, mid);
                    builder.set16(8, 77);
                    builder.write(in, 0, out, 0);
                });

        assertThat(allocated).isZero();
    }
}
