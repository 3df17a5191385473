package media.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class RtxTest {

    private static final String ORIGINAL =
            "91 E0 FFFF 00000009 CAFEBABE 000000CC BEDE0001 10AA0000 01020304";

    @Test
    void wrapsAndRestores() {
        MemorySegment original = Packets.hex(ORIGINAL);
        int length = (int) original.byteSize();
        MemorySegment rtx = Packets.room(length + 10);

        int rtxLength = Rtx.wrap(original, 0, length, rtx, 3, 97, 5, 0x11223344);

        assertThat(rtxLength).isEqualTo(length + Rtx.OVERHEAD);
        assertThat(RtpHeader.payloadType(rtx, 3)).isEqualTo(97);
        assertThat(RtpHeader.sequence(rtx, 3)).isEqualTo(5);
        assertThat(RtpHeader.ssrc(rtx, 3)).isEqualTo(0x11223344);
        assertThat(Rtx.carriesOriginal(rtx, 3, rtxLength)).isTrue();
        assertThat(Rtx.originalSequence(rtx, 3)).isEqualTo(0xFFFF);

        Rtx.restore(rtx, 3, 96, 0xCAFEBABE);

        assertThat(Bytes.equal(original, 0, rtx, 5, length)).isTrue();
    }

    @Test
    void paddingProbeCarriesNothing() {
        MemorySegment probe = Packets.hex("A0 61 0001 00000000 00000001 00000004");
        MemorySegment onlyOsn = Packets.hex("80 61 0001 00000000 00000001 0005");

        assertThat(Rtx.carriesOriginal(probe, 0, 16)).isFalse();
        assertThat(Rtx.carriesOriginal(onlyOsn, 0, 14)).isFalse();
    }
}
