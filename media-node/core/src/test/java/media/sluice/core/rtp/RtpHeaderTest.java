package media.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class RtpHeaderTest {

    /** Two CSRCs, one-byte extensions of one word, payload 3 bytes, padding 2. */
    private static final String FULL =
            "B2 E0 FFFE 80000001 CAFEBABE 00000011 00000022 BEDE0001 10AA0000 010203 0002";

    @Test
    void readsEveryField() {
        byte[] bytes = Packets.bytes(FULL);
        MemorySegment packet = Packets.after(5, bytes);

        assertThat(RtpHeader.check(packet, 5, bytes.length)).isEqualTo(RtpFault.NONE);
        assertThat(RtpHeader.checkPadding(packet, 5, bytes.length)).isEqualTo(RtpFault.NONE);
        assertThat(RtpHeader.version(packet, 5)).isEqualTo(2);
        assertThat(RtpHeader.hasPadding(packet, 5)).isTrue();
        assertThat(RtpHeader.hasExtension(packet, 5)).isTrue();
        assertThat(RtpHeader.csrcCount(packet, 5)).isEqualTo(2);
        assertThat(RtpHeader.marker(packet, 5)).isTrue();
        assertThat(RtpHeader.payloadType(packet, 5)).isEqualTo(96);
        assertThat(RtpHeader.sequence(packet, 5)).isEqualTo(0xFFFE);
        assertThat(RtpHeader.timestamp(packet, 5)).isEqualTo(0x80000001);
        assertThat(RtpHeader.ssrc(packet, 5)).isEqualTo(0xCAFEBABE);
        assertThat(RtpHeader.length(packet, 5)).isEqualTo(28);
        assertThat(RtpHeader.paddingLength(packet, 5, bytes.length)).isEqualTo(2);
        assertThat(RtpHeader.payloadLength(packet, 5, bytes.length)).isEqualTo(3);
    }

    @Test
    void rewritesInPlaceAndLeavesTheRestAlone() {
        MemorySegment packet = Packets.hex(FULL);

        RtpHeader.putMarker(packet, 0, false);
        RtpHeader.putPayloadType(packet, 0, 111);
        RtpHeader.putSequence(packet, 0, 0x1_0001);
        RtpHeader.putTimestamp(packet, 0, 7);
        RtpHeader.putSsrc(packet, 0, 8);
        RtpHeader.putPadding(packet, 0, false);

        assertThat(Packets.hex(packet, 0, 12)).isEqualTo("926f00010000000700000008");
        RtpHeader.putMarker(packet, 0, true);
        assertThat(RtpHeader.payloadType(packet, 0)).isEqualTo(111);
        assertThat(Packets.hex(packet, 12, 21))
                .isEqualTo(FULL.replace(" ", "").toLowerCase(Locale.ROOT).substring(24));
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(fault("80 60 0001 00000000 000000")).isEqualTo(RtpFault.TOO_SHORT);
        assertThat(fault("40 60 0001 00000000 00000000")).isEqualTo(RtpFault.NOT_VERSION_2);
        assertThat(fault("81 60 0001 00000000 00000000 000000")).isEqualTo(RtpFault.CSRC_OVERRUN);
        assertThat(fault("90 60 0001 00000000 00000000 BEDE"))
                .isEqualTo(RtpFault.EXTENSION_OVERRUN);
        assertThat(fault("90 60 0001 00000000 00000000 BEDE0001 000000"))
                .isEqualTo(RtpFault.EXTENSION_OVERRUN);
        assertThat(fault("90 60 0001 00000000 00000000 BEDEFFFF 00000000"))
                .isEqualTo(RtpFault.EXTENSION_OVERRUN);
        assertThat(fault("A0 60 0001 00000000 00000000 0000")).isEqualTo(RtpFault.PADDING_OVERRUN);
        assertThat(fault("A0 60 0001 00000000 00000000")).isEqualTo(RtpFault.PADDING_OVERRUN);
        assertThat(fault("A0 60 0001 00000000 00000000 0003")).isEqualTo(RtpFault.PADDING_OVERRUN);
        assertThat(fault("A0 60 0001 00000000 00000000 0002")).isEqualTo(RtpFault.NONE);
    }

    @Test
    void tellsRtcpByTheSecondByte() {
        assertThat(RtpHeader.isRtcp(Packets.hex("80C8"), 0)).isTrue();
        assertThat(RtpHeader.isRtcp(Packets.hex("80CE"), 0)).isTrue();
        assertThat(RtpHeader.isRtcp(Packets.hex("80E0"), 0)).isFalse();
        assertThat(RtpHeader.isRtcp(Packets.hex("806F"), 0)).isFalse();
    }

    @Test
    void parsingAllocatesNothing() {
        byte[] bytes = Packets.bytes(FULL);
        MemorySegment packet = MemorySegment.ofArray(bytes);
        long[] sum = new long[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    if (RtpHeader.check(packet, 0, bytes.length) == RtpFault.NONE) {
                        sum[0] += RtpHeader.payloadLength(packet, 0, bytes.length);
                        RtpHeader.putSequence(packet, 0, (int) sum[0]);
                    }
                });

        assertThat(allocated).isZero();
        assertThat(sum[0]).isPositive();
    }

    private static RtpFault fault(String hex) {
        byte[] bytes = Packets.bytes(hex);
        MemorySegment packet = Packets.after(3, bytes);
        RtpFault fault = RtpHeader.check(packet, 3, bytes.length);
        return fault == RtpFault.NONE ? RtpHeader.checkPadding(packet, 3, bytes.length) : fault;
    }
}
