package media.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class HeaderExtensionsTest {

    private static final String FIXED = "90 60 0001 00000000 00000000 ";

    /** The layout of RFC 8285 §4.2: lengths 1, 2 and 4, padding between. */
    private static final String ONE_BYTE = FIXED + "BEDE0003 10AA 21BBBB 0000 33CCCCCCCC";

    /** The layout of RFC 8285 §4.3: lengths 0, 1 and 4, padding between. */
    private static final String TWO_BYTE = FIXED + "10000003 0100 0201BB 00 0304CCCCCCCC";

    @Test
    void findsOneByteElements() {
        MemorySegment packet = Packets.hex(ONE_BYTE);

        assertThat(data(packet, 1)).isEqualTo("aa");
        assertThat(data(packet, 2)).isEqualTo("bbbb");
        assertThat(data(packet, 3)).isEqualTo("cccccccc");
        assertThat(data(packet, 4)).isEqualTo("absent");
        assertThat(walk(packet)).containsExactly("1=aa", "2=bbbb", "3=cccccccc");
    }

    @Test
    void findsTwoByteElements() {
        MemorySegment packet = Packets.hex(TWO_BYTE);

        assertThat(walk(packet)).containsExactly("1=", "2=bb", "3=cccccccc");
        assertThat(data(packet, 3)).isEqualTo("cccccccc");
        assertThat(data(packet, 1)).isEmpty();
    }

    @Test
    void stopsAtIdFifteenOfTheOneByteForm() {
        MemorySegment packet = Packets.hex(FIXED + "BEDE0002 10AA F0BB 20CC 0000");

        assertThat(walk(packet)).containsExactly("1=aa");
        assertThat(data(packet, 2)).isEqualTo("absent");
    }

    @Test
    void neverLeavesTheBlock() {
        MemorySegment oneByte = Packets.hex(FIXED + "BEDE0001 10AA 2FBB 11223344");
        MemorySegment twoByte = Packets.hex(FIXED + "10000001 0101AA 02 11223344");

        assertThat(walk(oneByte)).containsExactly("1=aa");
        assertThat(data(oneByte, 2)).isEqualTo("absent");
        assertThat(walk(twoByte)).containsExactly("1=aa");
        assertThat(data(twoByte, 2)).isEqualTo("absent");
    }

    @Test
    void ignoresUnknownProfilesAndPlainPackets() {
        assertThat(walk(Packets.hex(FIXED + "ABCD0001 10AA0000"))).isEmpty();
        assertThat(walk(Packets.hex("80 60 0001 00000000 00000000 BEDE0001 10AA0000"))).isEmpty();
    }

    @Test
    void readsAudioLevel() {
        MemorySegment packet = Packets.hex(FIXED + "BEDE0001 10 9E 0000");

        int level = AudioLevel.read(packet, 0, 1);
        assertThat(AudioLevel.level(level)).isEqualTo(30);
        assertThat(AudioLevel.isVoice(level)).isTrue();
        assertThat(AudioLevel.read(packet, 0, 2)).isEqualTo(AudioLevel.ABSENT);
        assertThat(AudioLevel.read(packet, 0, 0)).isEqualTo(AudioLevel.ABSENT);
    }

    @Test
    void walkingAllocatesNothing() {
        MemorySegment packet = Packets.hex(ONE_BYTE);
        var cursor = new ExtensionCursor();
        long[] sum = new long[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    sum[0] += HeaderExtensions.find(packet, 0, 3);
                    cursor.start(packet, 0);
                    while (cursor.next()) {
                        sum[0] += Bytes.u8(packet, cursor.at());
                    }
                });

        assertThat(allocated).isZero();
    }

    static List<String> walk(MemorySegment packet) {
        var cursor = new ExtensionCursor();
        var elements = new ArrayList<String>();
        cursor.start(packet, 0);
        while (cursor.next()) {
            elements.add(cursor.id() + "=" + Packets.hex(packet, cursor.at(), cursor.length()));
        }
        return elements;
    }

    private static String data(MemorySegment packet, int id) {
        long found = HeaderExtensions.find(packet, 0, id);
        return found == HeaderExtensions.ABSENT
                ? "absent"
                : Packets.hex(packet, HeaderExtensions.at(found), HeaderExtensions.length(found));
    }
}
