package media.sluice.core.rtcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.TreeSet;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class RtcpWriterTest {

    private final MemorySegment packet = Packets.room(1400);
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpCursor cursor = new RtcpCursor();

    @Test
    void writesTheBytesOfTheRfcs() {
        writer.start(packet, 0, 1200);
        writer.receiverReport(0x11111111);
        writer.pictureLoss(0x22222222, 0x33333333);
        writer.nack(1, 2, new int[] {0xFFFE, 0xFFFF, 1, 14, 16}, 5);

        assertThat(Packets.hex(packet, 0, writer.length()))
                .isEqualTo(
                        "80c9000111111111"
                                + "81ce00022222222233333333"
                                + "81cd00040000000100000002fffe800500100000");
    }

    @Test
    void nackNamesExactlyTheWantedPackets() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            var wanted = new TreeSet<Integer>();
            int base = random.nextInt(0x1_0000);
            for (int i = random.nextInt(100); i >= 0; i--) {
                wanted.add(base + random.nextInt(400));
            }
            int[] sequences = wanted.stream().mapToInt(n -> n).toArray();
            writer.start(packet, 0, 1400);
            assertThat(writer.nack(1, 2, sequences, sequences.length)).isTrue();
            assertThat(cursor.start(packet, 0, writer.length())).isEqualTo(RtcpFault.NONE);
            cursor.next();
            int[] read = new int[200];
            int count = Nack.read(packet, cursor, read);
            assertThat(count).isEqualTo(sequences.length);
            for (int i = 0; i < count; i++) {
                assertThat(read[i]).isEqualTo(sequences[i] & 0xFFFF);
            }
        }
    }

    @Test
    void writesNothingThatDoesNotFit() {
        for (int capacity = 0; capacity < 28; capacity++) {
            writer.start(packet, 0, capacity);
            assertThat(writer.senderReport(1, 2, 3, 4, 5)).isFalse();
            assertThat(writer.isEmpty()).isTrue();
        }
        writer.start(packet, 0, 28 + 23);
        assertThat(writer.senderReport(1, 2, 3, 4, 5)).isTrue();
        assertThat(writer.reportBlock(1, 0, 0, 0, 0, 0, 0)).isFalse();
        assertThat(writer.length()).isEqualTo(28);
    }

    @Test
    void reportHoldsThirtyOneBlocks() {
        writer.start(packet, 0, 1400);
        writer.receiverReport(1);
        for (int i = 0; i < 31; i++) {
            assertThat(writer.reportBlock(i, 0, 0, 0, 0, 0, 0)).isTrue();
        }
        assertThat(writer.reportBlock(31, 0, 0, 0, 0, 0, 0)).isFalse();
        assertThat(cursor.start(packet, 0, writer.length())).isEqualTo(RtcpFault.NONE);
        cursor.next();
        assertThat(cursor.reportBlocks()).isEqualTo(31);
        assertThat(ReportBlock.ssrc(packet, cursor.reportBlock(30))).isEqualTo(30);
    }

    @Test
    void rembRoundsDown() {
        for (long rate : new long[] {0, 1, 262_143, 262_144, 1_234_567, 50_000_000_000L}) {
            writer.start(packet, 0, 100);
            writer.remb(1, rate, new int[] {5}, 1);
            cursor.start(packet, 0, writer.length());
            cursor.next();
            assertThat(Remb.bitrateBps(packet, cursor)).isBetween(rate - (rate >> 17), rate);
        }
    }

    @Test
    void cnamesOfAnyLengthArePadded() {
        for (int length = 1; length <= 255; length++) {
            writer.start(packet, 0, 300);
            writer.sourceDescription(9, "x".repeat(length).getBytes(US_ASCII));
            assertThat(cursor.start(packet, 0, writer.length())).isEqualTo(RtcpFault.NONE);
            cursor.next();
            long found = SourceDescription.cname(packet, cursor, 9);
            assertThat(SourceDescription.textLength(found)).isEqualTo(length);
        }
    }

    @Test
    void writingAllocatesNothing() {
        int[] sequences = {1, 2, 3, 40};

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    writer.start(packet, 0, 1200);
                    writer.senderReport(1, 2, 3, 4, 5);
                    writer.reportBlock(6, 7, 8, 9, 10, 11, 12);
                    writer.nack(1, 2, sequences, sequences.length);
                    writer.pictureLoss(1, 2);
                });

        assertThat(allocated).isZero();
    }
}
