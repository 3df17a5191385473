package media.sluice.core.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class TransportFeedbackTest {

    private static final String HEAD = "8FCD 0005 00000001 00000002 ";

    private final TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
    private final TransportFeedbackCursor feedback = new TransportFeedbackCursor();
    private final RtcpCursor cursor = new RtcpCursor();
    private final MemorySegment packet = Packets.room(1400);

    @Test
    void readsTheRunLengthExampleOfTheDraft() {
        // "0 00 0000011011101": 221 packets not received
        MemorySegment lost = Packets.hex(HEAD + "0010 00DD 000001 07 00DD 0000");
        assertThat(read(lost)).hasSize(221).containsOnly("lost");
        assertThat(TransportFeedback.feedbackCount(lost, cursor)).isEqualTo(7);

        // "0 11 ..." is a run of the reserved symbol: told as not received, without delta
        assertThat(read(Packets.hex(HEAD + "0010 0018 000001 07 6018 0000"))).containsOnly("lost");
    }

    @Test
    void readsTheVectorExamplesOfTheDraft() {
        // one-bit "1 0 0 1 1 1 1 1 0 0 0 1 1 1 0 0" of which 14 symbols count
        MemorySegment oneBit =
                Packets.hex(
                        "8FCD 0007 00000001 00000002 0000 000E 000001 00 9F1C 0401010101010101 0000");
        assertThat(read(oneBit))
                .containsExactly(
                        "lost", "65000", "65250", "65500", "65750", "66000", "lost", "lost", "lost",
                        "66250", "66500", "66750", "lost", "lost");
    }

    @Test
    void readsNegativeAndLargeDeltas() {
        // two-bit vector: large, small, lost, large, then nothing
        MemorySegment mixed =
                Packets.hex("8FCD 0006 00000001 00000002 FFFF 0004 FFFFFF 00 E480 FFFF 02 7FFF 00");
        assertThat(read(mixed))
                .isEqualTo(
                        List.of("-64250", "-63750", "lost", String.valueOf(-63750 + 32767 * 250)));
        feedback.start(mixed, cursor);
        feedback.next();
        assertThat(feedback.sequence()).isEqualTo(0xFFFF);
        feedback.next();
        assertThat(feedback.sequence()).isZero();
    }

    @Test
    void refusesWhatIsCutShort() {
        assertThat(fault(HEAD + "0000 0002 000001 00 2002 0000")).isEqualTo(RtcpFault.NONE);
        assertThat(fault(HEAD + "0000 0003 000001 00 2003 0000"))
                .isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault(HEAD + "0000 0002 000001 00 0001 0001")).isEqualTo(RtcpFault.NONE);
        assertThat(fault(HEAD + "0000 FFFF 000001 00 0001 0001"))
                .isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault(HEAD + "0000 0002 000001 00 0000 0000"))
                .isEqualTo(RtcpFault.BODY_TOO_SHORT);
        assertThat(fault("8FCD 0002 00000001 00000002")).isEqualTo(RtcpFault.BODY_TOO_SHORT);
    }

    @Test
    void readsBackWhateverWasBuilt() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            var expected = new ArrayList<String>();
            int reference = random.nextInt(-0x80_0000, 0x80_0000);
            int capacity = random.nextInt(24, 1400);
            builder.start(random.nextInt(0x1_0000), reference, capacity);
            fill(random, reference * 64_000L, expected);
            int length = builder.write(packet, 5, 1, 2, round);
            assertThat(length).isLessThanOrEqualTo(capacity);
            assertThat(cursor.start(packet, 5, length)).isEqualTo(RtcpFault.NONE);
            cursor.next();
            assertThat(statuses(packet)).isEqualTo(expected);
            assertThat(TransportFeedback.feedbackCount(packet, cursor)).isEqualTo(round & 0xFF);
        }
    }

    @Test
    void runsTakeOneChunk() {
        builder.start(0, 0, 1400);
        for (int i = 0; i < 1000; i++) {
            builder.lost();
        }
        builder.received(1);

        assertThat(builder.write(packet, 0, 1, 2, 0)).isEqualTo(28);
    }

    @Test
    void refusesDeltasOutOfRangeAndKeepsTheRest() {
        builder.start(0, 0, 1400);

        assertThat(builder.received(32768)).isFalse();
        assertThat(builder.received(-32769)).isFalse();
        assertThat(builder.received(32767)).isTrue();
        assertThat(builder.count()).isEqualTo(1);
    }

    @Test
    void buildingAndReadingAllocateNothing() {
        long[] sum = new long[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    builder.start(0, 0, 1400);
                    for (int i = 0; i < 20; i++) {
                        boolean unused = i == 7 ? builder.lost() : builder.received(i * 20L);
                        sum[0] += unused ? 1 : 0;
                    }
                    cursor.start(packet, 0, builder.write(packet, 0, 1, 2, 0));
                    cursor.next();
                    feedback.start(packet, cursor);
                    while (feedback.next()) {
                        sum[0] += feedback.arrivalMicros();
                    }
                });

        assertThat(allocated).isZero();
    }

    /** Adds packets, in stretches of one kind, until the message or the plan is full. */
    private void fill(Random random, long startMicros, List<String> expected) {
        long micros = startMicros;
        for (int stretch = random.nextInt(1, 12); stretch > 0; stretch--) {
            int kind = random.nextInt(4);
            for (int i = random.nextInt(1, 60); i > 0; i--) {
                int delta = kind == 1 ? random.nextInt(256) : random.nextInt(-32768, 32768);
                boolean isLost = kind == 0 || (kind == 3 && random.nextBoolean());
                if (!(isLost ? builder.lost() : builder.received(delta))) {
                    return;
                }
                micros += isLost ? 0 : delta * 250L;
                expected.add(isLost ? "lost" : String.valueOf(micros));
            }
        }
    }

    private List<String> read(MemorySegment message) {
        assertThat(cursor.start(message, 0, (int) message.byteSize())).isEqualTo(RtcpFault.NONE);
        cursor.next();
        return statuses(message);
    }

    private List<String> statuses(MemorySegment message) {
        var statuses = new ArrayList<String>();
        feedback.start(message, cursor);
        while (feedback.next()) {
            statuses.add(feedback.isReceived() ? String.valueOf(feedback.arrivalMicros()) : "lost");
        }
        return statuses;
    }

    private RtcpFault fault(String hex) {
        byte[] bytes = Packets.bytes(hex);
        return cursor.start(Packets.after(1, bytes), 1, bytes.length);
    }
}
