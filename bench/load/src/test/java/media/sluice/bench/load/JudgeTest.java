package media.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpMasterKey;
import org.junit.jupiter.api.Test;

/** The judge judged: each planted fault must be found, and found for what it is. */
final class JudgeTest {
    private static final int PACKETS = 40;
    private static final SrtpMasterKey KEY =
            new SrtpMasterKey(Secret.of(new byte[16]), Secret.of(new byte[12]));

    private final Judge.Tally tally = new Judge.Tally();
    private final Judge judge = new Judge(tally);
    private final SrtpSide receiving = new SrtpSide(KEY);

    @Test
    void findsNothingWrongWithWhatIsWhole() {
        published(true).forEach(this::deliver);
        published(false).forEach(this::deliver);

        assertThat(tally.verified).isEqualTo(2 * PACKETS);
        assertThat(faults()).isZero();
        assertThat(judge.streamCount()).isEqualTo(2);
    }

    @Test
    void knowsWhenItHeardAPublicationLast() {
        int ssrc = 0x1000_0000 + 3 * 16;
        assertThat(judge.lastNanos(ssrc)).isZero();

        for (byte[] packet : published(true)) {
            judge.onRtp(receiving, packet, packet.length, 77);
        }

        assertThat(judge.lastNanos(ssrc)).isEqualTo(77);
        assertThat(judge.lastNanos(ssrc + 1)).isZero();
    }

    @Test
    void countsWhatIsMissing() {
        List<byte[]> packets = published(true);
        packets.subList(10, 13).clear();
        packets.forEach(this::deliver);

        assertThat(tally.lost).isEqualTo(3);
        assertThat(tally.verified).isEqualTo(PACKETS - 3);
    }

    @Test
    void countsWhatComesTwiceOrLate() {
        List<byte[]> packets = published(true);
        packets.add(20, packets.get(15).clone());
        packets.forEach(this::deliver);

        assertThat(tally.late).isEqualTo(1);
    }

    @Test
    void seesAGapInSequenceNumbersWithoutAGapInContent() {
        SrtpSide server = new SrtpSide(KEY);
        List<byte[]> packets = published(true);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.get(i);
            int plain = receiving.openRtp(packet, 20, packet.length, i);
            int sequence = i < 5 ? i : i + 1;
            Wire.put16(packet, 2, sequence);
            assertThat(server.sealRtp(packet, 20, plain, sequence)).isEqualTo(packet.length);
            deliver(packet);
        }

        assertThat(tally.late).isEqualTo(1);
        assertThat(tally.lost).isZero();
    }

    @Test
    void allowsOneNumberForAHoleThatNobodyRepairsAndNoneForAShortOne() {
        List<byte[]> packets = published(true, 800);

        assertThat(faultsOfAHole(packets, 10, 632)).as("622 lost, one number").isZero();
        assertThat(faultsOfAHole(packets, 10, 266)).as("256 lost, one number").isEqualTo(1);
    }

    /** Streams of their own, in which what follows the hole goes on after one number left out. */
    private long faultsOfAHole(List<byte[]> packets, int from, int to) {
        var hearing = new Judge(tally);
        SrtpSide server = new SrtpSide(KEY);
        tally.clear();
        for (int i = 0; i < packets.size(); i++) {
            if (i >= from && i < to) {
                continue;
            }
            byte[] packet = packets.get(i).clone();
            int plain = receiving.openRtp(packet, 20, packet.length, i);
            int sequence = i < from ? i : i - (to - from) + 1;
            Wire.put16(packet, 2, sequence);
            assertThat(server.sealRtp(packet, 20, plain, sequence)).isEqualTo(packet.length);
            hearing.onRtp(receiving, packet, packet.length, System.nanoTime());
        }
        assertThat(tally.lost).isEqualTo(to - from);
        return tally.late;
    }

    @Test
    void refusesWhatIsForged() {
        List<byte[]> packets = published(true);
        packets.get(7)[200] ^= 1;
        packets.forEach(this::deliver);

        assertThat(tally.forged).isEqualTo(1);
        assertThat(tally.lost).isEqualTo(1);
    }

    @Test
    void seesAnAuthenticPacketWhosePayloadIsNotThePublishers() {
        SrtpSide server = new SrtpSide(KEY);
        List<byte[]> packets = published(true);
        byte[] packet = packets.get(7);
        int plain = receiving.openRtp(packet, 20, packet.length, 7);
        packet[200] ^= 1;
        assertThat(server.sealRtp(packet, 20, plain, 7)).isEqualTo(packet.length);
        packets.forEach(this::deliver);

        assertThat(tally.damaged).isEqualTo(1);
    }

    private void deliver(byte[] packet) {
        judge.onRtp(receiving, packet.clone(), packet.length, System.nanoTime());
    }

    private long faults() {
        return tally.lost + tally.late + tally.damaged + tally.forged;
    }

    private static List<byte[]> published(boolean isVideo) {
        return published(isVideo, PACKETS);
    }

    private static List<byte[]> published(boolean isVideo, int count) {
        var packets = new ArrayList<byte[]>();
        var side = new SrtpSide(KEY);
        var pace = new Publication.Pace(isVideo, 4, 1_000_000, isVideo ? 1_100 : 100);
        Publication.Way way =
                (packet, header, length, index) -> {
                    int sealed = side.sealRtp(packet, header, length, index);
                    packets.add(java.util.Arrays.copyOf(packet, sealed));
                };
        var stream = new Publication(way, pace, 3, isVideo ? "0" : "1");
        stream.start(0);
        for (int burst = 0; burst < count / 4; burst++) {
            assertThat(stream.onTime(burst * 1_000_000L)).isEqualTo((burst + 1) * 1_000_000L);
        }
        return packets;
    }
}
