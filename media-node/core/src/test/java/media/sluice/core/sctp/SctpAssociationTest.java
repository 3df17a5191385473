package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.sctp.SctpEvent.CloseReason;
import media.sluice.core.sim.SimLink;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SctpAssociationTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final SimLink CLEAN = SimLink.delay(Duration.ofMillis(20));

    private final SctpPair pair = new SctpPair(1);

    private static int tagOf(SctpEndpoint endpoint) {
        return endpoint.association().localTag();
    }

    @Test
    void comesUp() {
        pair.up();
        assertThat(pair.alice.events).containsExactly(new SctpEvent.Connected());
        assertThat(pair.bob.events).containsExactly(new SctpEvent.Connected());
        assertThat(pair.alice.association().streams()).isEqualTo(1024);
    }

    @Test
    void comesUpOnceWhenBothSidesBegin() {
        pair.bob.association().connect(pair.network.nowNanos());
        pair.up();
        assertThat(pair.alice.events).containsExactly(new SctpEvent.Connected());
        assertThat(pair.bob.events).containsExactly(new SctpEvent.Connected());
        pair.aliceSends(1, new byte[] {7}, Reliability.ordered());
        pair.runFor(Duration.ofSeconds(1));
        assertThat(pair.bob.messages).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void comesUpOnABadNetworkWhoeverBegins(long seed) {
        var bad = new SctpPair(seed);
        bad.link(CLEAN.withLoss(0.4).withDuplication(0.3));
        if (seed % 2 == 0) {
            bad.bob.association().connect(bad.network.nowNanos());
        }
        bad.up().runFor(LONG);
        bad.aliceSends(1, new byte[] {7}, Reliability.ordered());
        bad.runFor(LONG);
        assertThat(bad.bob.messages).hasSize(1);
        assertThat(bad.bob.events).containsExactly(new SctpEvent.Connected());
    }

    @Test
    void handshakeMovesBetweenNodes() {
        pair.alice.association().connect(pair.alice.localNanos(pair.network.nowNanos()));
        for (int i = 0; i < 6; i++) {
            pair.runFor(Duration.ofMillis(15));
            pair.alice.move(pair.network.nowNanos(), i * 1_000_000_007L);
            pair.bob.move(pair.network.nowNanos(), -i * 999_999_937L);
        }
        pair.runFor(LONG);
        assertThat(pair.isUp()).isTrue();
    }

    @Test
    void sendRefusesWhatCannotGo() {
        assertThat(pair.aliceSends(0, new byte[1], Reliability.ordered()))
                .isEqualTo(SendStatus.NOT_CONNECTED);
        pair.up();
        assertThat(pair.aliceSends(0, new byte[0], Reliability.ordered()))
                .isEqualTo(SendStatus.BAD_LENGTH);
        assertThat(pair.aliceSends(0, new byte[262_145], Reliability.ordered()))
                .isEqualTo(SendStatus.BAD_LENGTH);
        assertThat(pair.aliceSends(1024, new byte[1], Reliability.ordered()))
                .isEqualTo(SendStatus.NO_SUCH_STREAM);
        assertThat(pair.aliceSends(1023, new byte[262_144], Reliability.ordered()))
                .isEqualTo(SendStatus.QUEUED);
        pair.runFor(LONG);
        assertThat(pair.bob.messages.getFirst().payload()).hasSize(262_144);
    }

    @Test
    void tinyMessagesFillTheSendBufferByWhatTheyCost() {
        pair.up();
        int taken = 0;
        while (pair.aliceSends(0, new byte[1], Reliability.ordered()) == SendStatus.QUEUED) {
            taken++;
        }
        assertThat(taken).isBetween(5_000, 12_000);
        pair.runFor(LONG);
        assertThat(pair.bob.messages).hasSize(taken);
        assertThat(pair.alice.association().bufferedBytes()).isZero();
    }

    @Test
    void streamsTakeTurns() {
        pair.up();
        for (int i = 0; i < 20; i++) {
            pair.aliceSends(1, SctpPair.bytes(20_000, i), Reliability.ordered());
        }
        pair.aliceSends(2, new byte[] {1}, Reliability.unordered());
        pair.runFor(LONG);
        int place = 0;
        while (pair.bob.messages.get(place).streamId() == 1) {
            place++;
        }
        assertThat(place).isLessThan(3);
    }

    @Test
    void smallMessagesShareAPacket() {
        pair.up();
        for (int i = 0; i < 20; i++) {
            pair.aliceSends(1, new byte[20], Reliability.ordered());
        }
        var types = pair.tapFirstChunksToBob();
        pair.runFor(Duration.ofSeconds(1));
        assertThat(types).hasSize(1);
        assertThat(pair.bob.messages).hasSize(20);
    }

    @Test
    void lostPacketIsSentAgainAtTheThirdReport() {
        pair.up();
        int[] seen = {0};
        pair.network.dropIf(
                datagram -> datagram.sender() == pair.network.node(pair.alice) && ++seen[0] == 2);
        pair.aliceSends(1, SctpPair.bytes(9_000, 1), Reliability.ordered());
        pair.runFor(Duration.ofMillis(150));
        assertThat(pair.bob.messages).hasSize(1);
        assertThat(pair.alice.association().counters().chunksRetransmitted()).isEqualTo(1);
        assertThat(pair.alice.association().counters().timeouts()).isZero();
    }

    @Test
    void lastPacketIsSentAgainByTheTimer() {
        pair.up();
        int[] seen = {0};
        pair.network.dropIf(
                datagram -> datagram.sender() == pair.network.node(pair.alice) && ++seen[0] == 1);
        pair.aliceSends(1, new byte[] {1}, Reliability.ordered());
        pair.runFor(Duration.ofMillis(600));
        assertThat(pair.bob.messages).hasSize(1);
        assertThat(pair.alice.association().counters().timeouts()).isEqualTo(1);
    }

    @Test
    void goesOnAfterALongOutage() {
        pair.up();
        var a = pair.network.node(pair.alice);
        var b = pair.network.node(pair.bob);
        pair.network.partition(a, b);
        pair.aliceSends(1, SctpPair.bytes(50_000, 1), Reliability.ordered());
        pair.runFor(Duration.ofMinutes(10));
        pair.network.heal(a, b);
        pair.runFor(Duration.ofSeconds(5));
        assertThat(pair.bob.messages).hasSize(1);
    }

    @Test
    void answersHeartbeatsAndAsksItself() {
        pair.up();
        var types = pair.tapFirstChunksToBob();
        pair.runFor(Duration.ofSeconds(70));
        assertThat(types).contains(ChunkType.HEARTBEAT, ChunkType.HEARTBEAT_ACK);
    }

    @Test
    void shutdownWaitsForWhatIsQueued() {
        pair.up();
        pair.aliceSends(1, SctpPair.bytes(100_000, 1), Reliability.ordered());
        pair.alice.association().shutdown();
        pair.runFor(LONG);
        assertThat(pair.bob.messages).hasSize(1);
        var closed = new SctpEvent.Closed(CloseReason.SHUTDOWN);
        assertThat(pair.alice.events).contains(closed);
        assertThat(pair.bob.events).contains(closed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shutdownEndsOnABadNetworkAlsoWhenBothWant(long seed) {
        var bad = new SctpPair(seed).link(CLEAN.withLoss(0.3).withDuplication(0.2)).up();
        bad.runFor(Duration.ofSeconds(20));
        bad.alice.association().shutdown();
        if (seed % 2 == 0) {
            bad.bob.association().shutdown();
        }
        bad.runFor(LONG);
        assertThat(bad.alice.association().state()).isEqualTo(AssociationState.CLOSED);
        assertThat(bad.bob.association().state()).isEqualTo(AssociationState.CLOSED);
        assertThat(bad.alice.association().nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void abortEndsBothSides() {
        pair.up();
        pair.alice.association().abort();
        pair.runFor(Duration.ofSeconds(1));
        assertThat(pair.alice.events).contains(new SctpEvent.Closed(CloseReason.ABORTED));
        assertThat(pair.bob.events).contains(new SctpEvent.Closed(CloseReason.PEER_ABORTED));
    }

    @Test
    void peerThatLostItsStateBeginsAnew() {
        pair.up();
        pair.aliceSends(1, new byte[] {1}, Reliability.ordered());
        pair.runFor(Duration.ofSeconds(1));
        pair.bob.forget();
        pair.bob.association().connect(pair.network.nowNanos());
        pair.runFor(Duration.ofSeconds(5));
        assertThat(pair.isUp()).isTrue();
        assertThat(pair.alice.events).contains(new SctpEvent.Restarted());
        pair.aliceSends(1, new byte[] {2}, Reliability.ordered());
        pair.runFor(Duration.ofSeconds(1));
        assertThat(pair.bob.messages).hasSize(2);
    }

    @Test
    void withoutStateStaysSilent() {
        pair.up();
        pair.bob.forget();
        pair.aliceSends(1, new byte[] {1}, Reliability.ordered());
        pair.runFor(Duration.ofSeconds(1));
        assertThat(pair.alice.association().state()).isEqualTo(AssociationState.ESTABLISHED);
        assertThat(pair.bob.association().counters().drops(SctpDrop.OUT_OF_THE_BLUE)).isPositive();
    }

    @Test
    void dropsAndCountsWhatIsNotForIt() {
        pair.up();
        var alice = pair.alice.association();
        pair.injectToAlice(tagOf(pair.alice) + 1, ChunkWriter.abort(0));
        assertThat(alice.counters().drops(SctpDrop.BAD_TAG)).isEqualTo(1);
        byte[] broken = Packets.bytes("13881388 00000000 00000000 06000004");
        alice.handlePacket(MemorySegment.ofArray(broken), 0, broken.length, 1);
        assertThat(alice.counters().drops(SctpDrop.BAD_CHECKSUM)).isEqualTo(1);
        alice.handlePacket(MemorySegment.ofArray(broken), 0, 12, 1);
        assertThat(alice.counters().drops(SctpDrop.BAD_LENGTH)).isEqualTo(1);
        pair.injectToAlice(tagOf(pair.alice), Packets.bytes("03000008 00000000"));
        assertThat(alice.counters().drops(SctpDrop.MALFORMED_CHUNK)).isEqualTo(1);
        pair.injectToAlice(tagOf(pair.alice), ChunkWriter.sack(12345, 0, new int[0], new int[0]));
        assertThat(alice.counters().drops(SctpDrop.BAD_SACK)).isEqualTo(1);
        pair.injectToAlice(tagOf(pair.alice), ChunkWriter.cookieEcho(new byte[9]));
        assertThat(alice.counters().drops(SctpDrop.BAD_COOKIE)).isEqualTo(1);
        assertThat(alice.state()).isEqualTo(AssociationState.ESTABLISHED);
    }

    /** RFC 9260 §3.2: the two high bits of a type say whether to go on, and whether to tell. */
    @Test
    void unknownChunksAreSkippedAndReportedAsTheirTypeAsks() {
        pair.up();
        byte[] ping = ChunkWriter.heartbeat(new byte[8]);
        var types = pair.tapFirstChunksToBob();
        pair.injectToAlice(tagOf(pair.alice), Packets.bytes("3f000004"), ping);
        pair.runFor(Duration.ofSeconds(1));
        assertThat(types).isEmpty();
        pair.injectToAlice(tagOf(pair.alice), Packets.bytes("bf000004"), ping);
        pair.runFor(Duration.ofSeconds(1));
        assertThat(types).containsExactly(ChunkType.HEARTBEAT_ACK);
        pair.injectToAlice(tagOf(pair.alice), Packets.bytes("ff000004"), ping);
        pair.runFor(Duration.ofSeconds(1));
        assertThat(types).containsExactly(ChunkType.HEARTBEAT_ACK, ChunkType.ERROR);
    }

    @Test
    void dataWithoutPayloadOrInAWrongRunEndsTheAssociation() {
        pair.up();
        var data = new TlvWriter().chunk(ChunkType.DATA, 3).u32(0).u32(0).u32(53).close().toBytes();
        pair.injectToAlice(tagOf(pair.alice), data);
        pair.runFor(Duration.ofSeconds(1));
        assertThat(pair.alice.events)
                .contains(new SctpEvent.Closed(CloseReason.PROTOCOL_VIOLATION));
        assertThat(pair.bob.events).contains(new SctpEvent.Closed(CloseReason.PEER_ABORTED));
    }

    @Test
    void floodOfQuestionsIsBounded() {
        pair.up();
        byte[] ping = ChunkWriter.heartbeat(new byte[8]);
        for (int i = 0; i < 1000; i++) {
            pair.injectToAlice(tagOf(pair.alice), ping, ping, ping);
        }
        assertThat(pair.alice.association().counters().drops(SctpDrop.CONTROL_FLOOD))
                .isEqualTo(3000 - 32);
    }

    @Test
    void lateCopyOfACookieDoesNotRaiseTheDead() {
        var echoes = new ArrayList<byte[]>();
        pair.network.tap(datagram -> {
            if (datagram.payload()[12] == ChunkType.COOKIE_ECHO) {
                echoes.add(datagram.payload());
            }
        });
        pair.up();
        pair.bob.association().abort();
        pair.runFor(Duration.ofSeconds(1));
        byte[] echo = echoes.getFirst();
        pair.bob
                .association()
                .handlePacket(MemorySegment.ofArray(echo), 0, echo.length, pair.network.nowNanos());
        assertThat(pair.bob.association().state()).isEqualTo(AssociationState.CLOSED);
    }

    @Test
    void peerThatHoldsBackItsWindowIsProbedAndHeard() {
        var small = new SctpConfig(5000, 5000, 1160, 16, 60_000, 200_000, 60_000);
        var slow = new SctpPair(3, small, 5).up();
        for (int i = 0; i < 3; i++) {
            slow.aliceSends(0, SctpPair.bytes(59_000, i), Reliability.ordered());
        }
        slow.runFor(LONG);
        assertThat(slow.bob.messages).hasSize(3);
        assertThat(List.copyOf(slow.bob.events)).containsExactly(new SctpEvent.Connected());
    }
}
