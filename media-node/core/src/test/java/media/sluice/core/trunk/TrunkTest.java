package media.sluice.core.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.TransportAddress;
import org.junit.jupiter.api.Test;

class TrunkTest {

    private static final long NOW = 1_000_000_000L;
    private static final byte[] PAYLOAD = {1, 2, 3, 4, 5, 6, 7};

    private final TrunkPair pair = new TrunkPair().prove(NOW);

    @Test
    void carriesAPayloadWithItsStreamAndCounter() {
        long counter = pair.a.trunk.nextCounter();
        byte[] datagram = pair.a.send(TrunkFrame.PACKET, 77, PAYLOAD);

        MemorySegment segment = MemorySegment.ofArray(datagram);
        int kind = pair.b.trunk.open(0, TrunkPair.A, segment, 0, datagram.length, NOW);

        assertThat(kind).isEqualTo(TrunkFrame.PACKET);
        assertThat(pair.b.trunk.streamId()).isEqualTo(77);
        assertThat(pair.b.trunk.counter()).isEqualTo(counter);
        int at = (int) pair.b.trunk.payloadAt();
        assertThat(Arrays.copyOfRange(datagram, at, at + pair.b.trunk.payloadLength()))
                .isEqualTo(PAYLOAD);
    }

    @Test
    void hidesThePayloadAndNotTheAddressee() {
        byte[] datagram = pair.a.send(TrunkFrame.PACKET, 77, new byte[64]);

        assertThat(datagram).hasSize(TrunkFrame.HEADER_LENGTH + 64 + TrunkFrame.TAG_LENGTH);
        assertThat(TrunkFrame.trunkId(MemorySegment.ofArray(datagram), 0))
                .isEqualTo(TrunkPair.ID_B);
        assertThat(Arrays.copyOfRange(datagram, 16, 80)).isNotEqualTo(new byte[64]);
    }

    @Test
    void refusesARepeatedDatagram() {
        byte[] datagram = pair.a.send(TrunkFrame.PACKET, 1, PAYLOAD);
        assertThat(pair.b.open(datagram, TrunkPair.A, NOW)).isEqualTo(TrunkFrame.PACKET);

        assertThat(pair.b.open(datagram, TrunkPair.A, NOW)).isEqualTo(Trunk.DROPPED);
        assertThat(pair.b.trunk.drops(TrunkDrop.REPLAYED)).isEqualTo(1);
    }

    @Test
    void refusesADatagramChangedInAnyBit() {
        byte[] datagram = pair.a.send(TrunkFrame.PACKET, 1, PAYLOAD);
        for (int bit = 0; bit < datagram.length * 8; bit++) {
            byte[] bent = datagram.clone();
            bent[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(pair.b.open(bent, TrunkPair.A, NOW)).as("bit %d", bit).isEqualTo(-1);
        }
        assertThat(pair.b.open(datagram, TrunkPair.A, NOW))
                .as("and nothing of it has harmed the true one")
                .isEqualTo(TrunkFrame.PACKET);
    }

    @Test
    void refusesWhatItHasSentItself() {
        byte[] datagram = pair.a.send(TrunkFrame.PACKET, 1, PAYLOAD);
        // To its own id: only the keys tell the directions apart.
        MemorySegment segment = MemorySegment.ofArray(datagram);
        TrunkFrame.write(
                segment, 0, TrunkFrame.PACKET, TrunkFrame.counter(segment, 0), TrunkPair.ID_A, 1);

        assertThat(pair.a.open(datagram, TrunkPair.B, NOW)).isEqualTo(Trunk.DROPPED);
        assertThat(pair.a.trunk.drops(TrunkDrop.FORGED)).isEqualTo(1);
    }

    @Test
    void takesWhatComesOutOfOrderWithinTheWindow() {
        byte[][] sent = new byte[1_500][];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = pair.a.send(TrunkFrame.PACKET, 1, PAYLOAD);
        }
        assertThat(pair.b.open(sent[1_499], TrunkPair.A, NOW)).isEqualTo(TrunkFrame.PACKET);

        assertThat(pair.b.open(sent[1_499 - 1_023], TrunkPair.A, NOW)).isEqualTo(TrunkFrame.PACKET);
        assertThat(pair.b.open(sent[1_499 - 1_024], TrunkPair.A, NOW)).isEqualTo(Trunk.DROPPED);
        assertThat(pair.b.open(sent[1_200], TrunkPair.A, NOW)).isEqualTo(TrunkFrame.PACKET);
        assertThat(pair.b.trunk.lost()).isEqualTo(1_500 - 3);
    }

    @Test
    void neverUsesACounterTwice() {
        for (int i = 0; i < 5_000; i++) {
            pair.a.send(i % 3, i, PAYLOAD);
            pair.a.tick(NOW + i * 10_000_000L);
        }

        assertThat(pair.a.engine.nonceReuses()).isZero();
        assertThat(pair.a.trunk.nextCounter()).isGreaterThan(5_000);
    }

    @Test
    void refusesOneKeyForBothDirections() {
        var paths = List.of(new TrunkParameters.Path(0, TrunkPair.B));
        assertThatThrownBy(
                        () -> new TrunkParameters(1, 2, TrunkPair.key(3), TrunkPair.key(3), paths))
                .hasMessageContaining("both directions");
    }

    @Test
    void isProvenOnceBothEndsHaveHeardEachOther() {
        var fresh = new TrunkPair();
        fresh.a.tick(NOW);
        assertThat(fresh.a.trunk.send(TrunkFrame.PACKET, 1, 0)).isEqualTo(Trunk.NOT_SENT);
        TrunkPair.carry(fresh.a, fresh.b, TrunkPair.A, NOW);
        assertThat(fresh.b.trunk.remote()).isEqualTo(TrunkPair.A);
        assertThat(fresh.b.trunk.isProven()).isFalse();
        fresh.b.tick(NOW);
        TrunkPair.carry(fresh.b, fresh.a, TrunkPair.B, NOW);
        assertThat(fresh.a.trunk.isProven()).isTrue();
        fresh.a.tick(NOW);
        TrunkPair.carry(fresh.a, fresh.b, TrunkPair.A, NOW);
        assertThat(fresh.b.trunk.isProven()).isTrue();
    }

    @Test
    void followsAnOtherEndWhoseAddressChanges() {
        TransportAddress other = SimAddresses.v4("203.0.113.9", 9);
        byte[] old = pair.a.send(TrunkFrame.PACKET, 1, PAYLOAD);
        byte[] young = pair.a.send(TrunkFrame.PACKET, 1, PAYLOAD);
        pair.b.open(young, other, NOW);
        assertThat(pair.b.trunk.remote()).isEqualTo(other);

        pair.b.open(old, TrunkPair.A, NOW);

        assertThat(pair.b.trunk.remote())
                .as("a late datagram does not turn it back")
                .isEqualTo(other);
    }

    @Test
    void measuresTheRoundTrip() {
        pair.a.tick(NOW + 600_000_000L);
        TrunkPair.carry(pair.a, pair.b, TrunkPair.A, NOW + 603_000_000L);
        pair.b.tick(NOW + 700_000_000L);
        TrunkPair.carry(pair.b, pair.a, TrunkPair.B, NOW + 704_000_000L);

        assertThat(pair.a.trunk.roundTripNanos()).isEqualTo(7_000_000L);
    }

    @Test
    void isLostAfterThreeSecondsOfSilence() {
        assertThat(pair.a.trunk.isLost(NOW + Trunk.SILENCE_NANOS - 1)).isFalse();
        assertThat(pair.a.trunk.isLost(NOW + Trunk.SILENCE_NANOS)).isTrue();
        pair.a.open(new byte[64], TrunkPair.B, NOW + 1);
        assertThat(pair.a.trunk.isLost(NOW + Trunk.SILENCE_NANOS))
                .as("what is not authentic is silence")
                .isTrue();
    }

    @Test
    void dropsRandomBytesAndCountsThem() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(pair.b.open(bytes, TrunkPair.A, NOW)).isEqualTo(Trunk.DROPPED);
        }
        assertThat(pair.b.trunk.dropped()).isEqualTo(10_000);
    }

    @Test
    void sendsAndReceivesWithoutAllocation() {
        var quiet = new QuietPair();
        assertThat(AllocationProbe.bytesPerCall(quiet::carryOne)).isZero();
        assertThat(quiet.taken).isGreaterThan(AllocationProbe.CALLS);
    }
}
