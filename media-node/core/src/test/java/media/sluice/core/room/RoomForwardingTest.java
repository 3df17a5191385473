package media.sluice.core.room;

import static media.sluice.core.room.RoomFixture.MILLI;
import static media.sluice.core.room.RoomFixture.OPUS;
import static media.sluice.core.room.RoomFixture.RED;
import static media.sluice.core.room.RoomFixture.RTX_OUT;
import static media.sluice.core.room.RoomFixture.VP8;
import static media.sluice.core.room.RoomFixture.VP8_OUT;
import static media.sluice.core.room.RoomFixture.picture;
import static media.sluice.core.room.RoomFixture.vp8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import media.sluice.core.codec.Codec;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class RoomForwardingTest {

    private static final int OUT = 5000;
    private final RoomFixture fixture = new RoomFixture();
    private final TestPeer alice = fixture.join("alice");
    private final TestPeer bob = fixture.join("bob");

    private void publishVideo(int layers) {
        fixture.room.createProducer("alice", RoomFixture.video("camera", layers), fixture.now);
    }

    /** One packet of a layer whose SSRC is 1000 + layer. */
    private void send(int layer, long index, int timestamp, int picture, boolean key) {
        alice.send(
                layer, 1000 + layer, VP8, index, timestamp, fixture.now, vp8(picture, true, key));
        fixture.settle();
    }

    @Test
    void forwardsFromTheFirstKeyFrameWithTheReceiversNumbers() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);

        send(0, 10, 100, 1, false);
        assertThat(bob.received).isEmpty();
        assertThat(alice.keyFrameRequests).hasSize(1);
        send(0, 11, 3100, 2, true);
        send(0, 12, 6100, 3, false);

        assertThat(bob.received).extracting(TestPeer.Packet::sequence).containsExactly(11, 12);
        assertThat(bob.last().payloadType()).isEqualTo(VP8_OUT);
        assertThat(bob.last().ssrc()).isEqualTo(OUT);
        assertThat(bob.last().timestamp()).isEqualTo(6100);
        assertThat(fixture.events(RoomEvent.ConsumerStarted.class)).hasSize(1);
        assertThat(fixture.events(RoomEvent.ProducerLayersChanged.class))
                .containsExactly(new RoomEvent.ProducerLayersChanged("camera", List.of(0)));
    }

    /**
     * A hole too long to be repaired: seen at every subscriber of a benchmark on a crowded machine.
     */
    @Test
    void goesOnAfterALongHoleWithOneNumberLeftOut() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);

        send(0, 633, 3000, 2, false);
        send(0, 634, 6000, 3, false);
        send(0, 300, 1500, 1, false);
        send(0, 635, 9000, 4, false);

        assertThat(bob.received)
                .extracting(TestPeer.Packet::sequence)
                .as("11 is lost, the packet out of the hole is nothing to anybody")
                .containsExactly(10, 12, 13, 14);
    }

    @Test
    void switchesUpAtOneKeyFrameWithoutGap() {
        publishVideo(3);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 100, 1, true);
        send(0, 11, 3100, 2, false);
        alice.keyFrameRequests.clear();

        send(2, 500, 90_000, 700, false);
        assertThat(alice.keyFrameRequests)
                .extracting(TestPeer.KeyFrameRequest::ssrc)
                .containsExactly(1002);
        fixture.now += 20 * MILLI;
        send(0, 12, 6100, 3, false);
        fixture.now += 13 * MILLI;
        send(2, 501, 93_000, 701, true);
        send(0, 13, 9100, 4, false);
        send(2, 502, 96_000, 702, false);

        assertThat(bob.received)
                .extracting(TestPeer.Packet::sequence)
                .containsExactly(10, 11, 12, 13, 14);
        assertThat(bob.received).extracting(RoomFixture::picture).containsExactly(1, 2, 3, 4, 5);
        assertThat(bob.received.get(3).timestamp()).isEqualTo(6100 + 13 * 90);
        assertThat(alice.keyFrameRequests).hasSize(1);
        assertThat(fixture.events(RoomEvent.ConsumerLayerChanged.class))
                .extracting(RoomEvent.ConsumerLayerChanged::layer)
                .containsExactly(0, 2);
    }

    @Test
    void usesSenderReportsToLineUpLayers() {
        publishVideo(2);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);
        alice.ingress().onSenderReport(0, 1L << 32, 0, fixture.now);
        alice.ingress().onSenderReport(1, 1L << 32, 777_000, fixture.now);
        // The upper layer's picture of 33 ms later arrives 60 ms later.
        fixture.now += 60 * MILLI;
        send(1, 40, 777_000 + 2970, 9, true);

        assertThat(bob.last().timestamp()).isEqualTo(2970);
    }

    @Test
    void repeatsRequestUntilKeyFrameComesAndThrottles() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 100, 1, false);
        for (int i = 0; i < 20; i++) {
            fixture.pass(100);
            send(0, 11 + i, 100 + 9000 * i, 2 + i, false);
        }
        assertThat(alice.keyFrameRequests).hasSizeBetween(4, 6);

        alice.keyFrameRequests.clear();
        send(0, 100, 1_000_000, 50, true);
        fixture.pass(3000);
        assertThat(alice.keyFrameRequests).isEmpty();
    }

    @Test
    void neverThrottlesTheFirstRequestOfNewSubscriber() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 100, 1, true);
        TestPeer carol = fixture.join("carol");
        fixture.feedback("bob").onKeyFrameRequest(OUT, false, fixture.now);
        fixture.settle();
        fixture.pass(10);
        alice.keyFrameRequests.clear();
        fixture.consumeVideo("carol", "d", "camera", OUT);

        assertThat(alice.keyFrameRequests).hasSize(1);
        fixture.feedback("bob").onKeyFrameRequest(OUT, false, fixture.now);
        fixture.feedback("bob").onKeyFrameRequest(OUT, true, fixture.now);
        fixture.settle();
        assertThat(alice.keyFrameRequests).hasSize(1);
        send(0, 11, 3100, 2, true);
        assertThat(carol.received).hasSize(1);
    }

    @Test
    void removesPaddingAndRepairsLateLoss() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);
        alice.send(0, 1000, VP8, 11, 0, fixture.now, new byte[0]);
        send(0, 12, 3000, 2, false);
        send(0, 14, 9000, 4, false);
        send(0, 13, 6000, 3, false);

        assertThat(bob.received)
                .extracting(TestPeer.Packet::sequence)
                .containsExactly(10, 11, 13, 12);
        assertThat(bob.received).extracting(RoomFixture::picture).containsExactly(1, 2, 4, 3);
    }

    @Test
    void answersNackByRtx() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);
        send(0, 11, 3000, 2, false);
        fixture.feedback("bob").onNack(OUT, 10, 0b1, fixture.now);
        fixture.settle();

        List<TestPeer.Packet> repeats = bob.of(OUT + 1);
        assertThat(repeats).hasSize(2);
        assertThat(repeats.get(1).payloadType()).isEqualTo(RTX_OUT);
        byte[] payload = repeats.get(1).payload();
        assertThat((payload[0] & 0xFF) << 8 | payload[1]).isEqualTo(11);
        assertThat(payload).hasSize(12);
        assertThat(fixture.engine.nonceReuses()).isZero();
    }

    @Test
    void repeatsTheSealedBytesWithoutRtx() {
        publishVideo(1);
        fixture.room.createConsumer(
                "bob",
                RoomFixture.consumer(
                        "c", "camera", OUT, 0, RoomFixture.codec(Codec.VP8, VP8_OUT, -1)),
                ConsumerSettings.DEFAULT,
                fixture.now);
        send(0, 10, 0, 1, true);
        fixture.feedback("bob").onNack(OUT, 10, 0, fixture.now);
        fixture.settle();

        assertThat(bob.sealed).hasSize(2);
        assertThat(bob.sealed.get(1)).isEqualTo(bob.sealed.get(0));
        assertThat(fixture.engine.nonceReuses()).isZero();
    }

    @Test
    void reportsThePublishersClock() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 50_000, 1, true);
        alice.ingress().onSenderReport(0, 7L << 32, 50_000, fixture.now);
        fixture.pass(1_000);

        assertThat(bob.rtcp).isNotEmpty();
        byte[] report = bob.rtcp.getFirst();
        assertThat(report[1] & 0xFF).isEqualTo(200);
        fixture.pass(10_000);
        assertThat(bob.rtcp).hasSizeBetween(3, 5);
    }

    @Test
    void forwardsNothingWhilePausedAndGoesOnWithoutGap() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);
        fixture.room.pauseProducer("camera", true, fixture.now);
        send(0, 11, 3000, 2, true);
        fixture.room.pauseProducer("camera", false, fixture.now);
        fixture.now += 100 * MILLI;
        send(0, 12, 9000, 3, false);
        send(0, 13, 12_000, 4, true);

        assertThat(bob.received).extracting(TestPeer.Packet::sequence).containsExactly(10, 11);
        assertThat(bob.received).extracting(RoomFixture::picture).containsExactly(1, 2);
        assertThat(bob.last().timestamp()).isEqualTo(12_000);
    }

    @Test
    void beginsAgainWhenTheSenderReplacesItsStream() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);
        alice.keyFrameRequests.clear();
        fixture.now += 100 * MILLI;
        alice.send(0, 2222, VP8, 60_000, 77, fixture.now, vp8(900, true, false));
        fixture.settle();
        assertThat(alice.keyFrameRequests).hasSize(1);
        alice.send(0, 2222, VP8, 60_001, 77, fixture.now, vp8(901, true, true));
        fixture.settle();

        assertThat(bob.received).extracting(TestPeer.Packet::sequence).containsExactly(10, 11);
        assertThat(bob.last().timestamp()).isEqualTo(9000);
        assertThat(picture(bob.last())).isEqualTo(2);
    }

    @Test
    void unwrapsRedAndRecoversLostPacket() {
        fixture.room.createProducer("alice", RoomFixture.audio("mic"), fixture.now);
        fixture.room.createConsumer(
                "bob",
                RoomFixture.consumer("c", "mic", OUT, 0, RoomFixture.codec(Codec.OPUS, 120, -1)),
                ConsumerSettings.DEFAULT,
                fixture.now);
        byte[] first = {(byte) OPUS, 1, 1};
        // Redundant block: offset 960, length 2; then the primary.
        byte[] third = {(byte) (0x80 | OPUS), 0x0F, 0, 2, OPUS, 2, 2, 3, 3, 3};
        alice.send(0, 7, RED, 100, 0, fixture.now, first);
        alice.send(0, 7, RED, 102, 1920, fixture.now, third);
        fixture.settle();

        assertThat(bob.received)
                .extracting(TestPeer.Packet::sequence)
                .containsExactly(100, 101, 102);
        assertThat(bob.received)
                .extracting(TestPeer.Packet::timestamp)
                .containsExactly(0, 960, 1920);
        assertThat(bob.received).allMatch(p -> p.payloadType() == 120);
        assertThat(bob.received.get(1).payload()).containsExactly(2, 2);
        assertThat(bob.received.get(2).payload()).containsExactly(3, 3, 3);
    }

    @Test
    void keepsRedForReceiverThatKnowsIt() {
        fixture.room.createProducer("alice", RoomFixture.audio("mic"), fixture.now);
        fixture.room.createConsumer(
                "bob",
                RoomFixture.consumer(
                        "c",
                        "mic",
                        OUT,
                        0,
                        RoomFixture.codec(Codec.RED, 70, -1),
                        RoomFixture.codec(Codec.OPUS, 120, -1)),
                ConsumerSettings.DEFAULT,
                fixture.now);
        byte[] red = {(byte) (0x80 | OPUS), 0x0F, 0, 2, OPUS, 2, 2, 3, 3, 3};
        alice.send(0, 7, RED, 100, 0, fixture.now, red);
        alice.send(0, 7, OPUS, 101, 960, fixture.now, new byte[] {9});
        fixture.settle();

        assertThat(bob.received).extracting(TestPeer.Packet::payloadType).containsExactly(70, 120);
        assertThat(bob.received.getFirst().payload())
                .containsExactly(0x80 | 120, 0x0F, 0, 2, 120, 2, 2, 3, 3, 3);
    }

    @Test
    void waitsForTheTransportAndStartsAtFreshKeyFrame() {
        publishVideo(1);
        bob.writable(false);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);
        assertThat(alice.keyFrameRequests).isEmpty();

        bob.writable(true);
        fixture.room.onTransportChanged("bob", fixture.now);
        fixture.settle();
        bob.received.clear();
        assertThat(alice.keyFrameRequests).hasSize(1);
        send(0, 11, 3000, 2, true);
        assertThat(bob.received).hasSize(1);
    }

    @Test
    void fallsBackToTheBestLiveLayerWhenOneStops() {
        publishVideo(2);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(1, 500, 0, 1, true);
        for (int i = 0; i < 40; i++) {
            fixture.pass(33);
            send(0, 10 + i, 3000 * i, 1 + i, i == 35);
        }
        assertThat(bob.received.size()).isBetween(4, 8);
        assertThat(fixture.events(RoomEvent.ProducerLayersChanged.class).getLast())
                .isEqualTo(new RoomEvent.ProducerLayersChanged("camera", List.of(0)));
        assertThat(alice.keyFrameRequests.getLast().ssrc()).isEqualTo(1000);
    }

    @Test
    void movesEchoSessionWithoutGapOrKeyFrame() throws CorruptStateException {
        publishVideo(1);
        fixture.consumeVideo("alice", "echo", "camera", OUT);
        send(0, 10, 0, 1, true);
        send(0, 12, 6000, 3, false);
        var writer = new StateWriter();
        fixture.room.exportSession("alice", writer, fixture.now);
        int requests = alice.keyFrameRequests.size();

        fixture.room = new Room("room", fixture.egress);
        alice.moveSender();
        fixture.now += 40 * MILLI;
        fixture.room.addTransport("alice", alice, fixture.now);
        List<String> leftOut =
                fixture.room.importSession("alice", new StateReader(writer.toBytes()), fixture.now);
        fixture.room.onTransportChanged("alice", fixture.now);
        fixture.settle();
        send(0, 11, 3000, 2, false);
        send(0, 13, 9000, 4, false);

        assertThat(leftOut).isEmpty();
        assertThat(alice.received)
                .extracting(TestPeer.Packet::sequence)
                .containsExactly(10, 12, 11, 13);
        assertThat(alice.received).extracting(RoomFixture::picture).containsExactly(1, 3, 2, 4);
        assertThat(alice.last().timestamp()).isEqualTo(9000);
        assertThat(alice.keyFrameRequests).hasSize(requests);
        assertThat(fixture.engine.nonceReuses()).isZero();
    }

    @Test
    void jumpsBehindTheLeaseAfterCrashAndWaitsForKeyFrame() throws CorruptStateException {
        publishVideo(1);
        alice.srtpSender().startLeasing();
        fixture.consumeVideo("alice", "echo", "camera", OUT);
        send(0, 10, 0, 1, true);
        var leases = new StateWriter();
        alice.srtpSender().exportLeases(leases);
        alice.srtpSender().applyLeases(new StateReader(leases.toBytes()));
        var writer = new StateWriter();
        fixture.room.exportSession("alice", writer, fixture.now);

        fixture.room = new Room("room", fixture.egress);
        alice.moveSender();
        alice.srtpSender().takeOver();
        fixture.room.addTransport("alice", alice, fixture.now);
        fixture.room.importSession("alice", new StateReader(writer.toBytes()), fixture.now);
        fixture.room.holdConsumers("alice", fixture.now);
        fixture.room.onTransportChanged("alice", fixture.now);
        fixture.settle();
        send(0, 300, 30_000, 50, false);
        assertThat(alice.received).hasSize(1);
        send(0, 301, 33_000, 51, true);
        send(0, 302, 36_000, 52, false);

        assertThat(alice.received).hasSize(3);
        assertThat(alice.received.get(1).sequence()).isGreaterThan(4000);
        assertThat(alice.last().sequence()).isEqualTo(alice.received.get(1).sequence() + 1);
        assertThat(picture(alice.last())).isGreaterThan(1000);
        assertThat(fixture.engine.nonceReuses()).isZero();
    }

    @Test
    void asksForAKeyFrameWhenWhatIsForwardedCannotBeRepaired() {
        publishVideo(3);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 100, 1, true);
        fixture.pass(2_000);
        alice.keyFrameRequests.clear();

        alice.ingress().onUnrepairable(2, fixture.now);
        assertThat(alice.keyFrameRequests).as("a layer that nobody gets").isEmpty();
        alice.ingress().onUnrepairable(0, fixture.now);
        alice.ingress().onUnrepairable(0, fixture.now);

        assertThat(alice.keyFrameRequests)
                .extracting(TestPeer.KeyFrameRequest::ssrc)
                .as("merged")
                .containsExactly(1000);
    }

    @Test
    void countsWhatIsSentToEachPeer() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        for (int i = 0; i < 5; i++) {
            send(0, 10 + i, 3_000 * i, 1 + i, i == 0);
        }
        fixture.feedback("bob").onNack(OUT, 12, 0, fixture.now);
        fixture.settle();

        assertThat(bob.datagramsSent).isEqualTo(bob.sealed.size()).isEqualTo(6);
        assertThat(bob.bytesSent)
                .isEqualTo(bob.sealed.stream().mapToLong(each -> each.length).sum());
        assertThat(alice.datagramsSent).isZero();
    }

    @Test
    void statisticsTellTheRoundTripAndTheLossesAskedFor() {
        publishVideo(1);
        send(0, 10, 100, 1, true);
        alice.onRoundTrip(42_000_000L);
        alice.nacksSent = 3;

        RoomStatistics statistics = fixture.room.statistics("alice", fixture.now);

        assertThat(statistics.roundTripMicros()).isEqualTo(42_000);
        assertThat(statistics.producers().getFirst().layers().getFirst().nacksSent()).isEqualTo(3);
    }

    @Test
    void goesOnWithTheSsrcOfAnEarlierConsumer() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        send(0, 10, 0, 1, true);
        fixture.room.closeConsumer("c", fixture.now);
        fixture.consumeVideo("bob", "d", "camera", OUT);
        send(0, 11, 3000, 2, true);

        assertThat(bob.received).hasSize(2);
        assertThat(bob.last().sequence()).isEqualTo(11);
        assertThat(fixture.engine.nonceReuses()).isZero();
    }

    @Test
    void refusesContradictionsAndAcceptsRepeats() {
        publishVideo(1);
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        fixture.consumeVideo("bob", "c", "camera", OUT);

        assertThatThrownBy(() -> publishVideo(2)).isInstanceOf(RoomException.class);
        assertThatThrownBy(() -> fixture.consumeVideo("bob", "d", "camera", OUT))
                .isInstanceOf(RoomException.class);
        assertThatThrownBy(() -> fixture.consumeVideo("bob", "e", "nobody", 9))
                .isInstanceOf(RoomException.class)
                .extracting(e -> ((RoomException) e).reason())
                .isEqualTo(RoomException.Reason.NOT_FOUND);
        fixture.room.removeSession("alice", fixture.now);
        fixture.room.removeSession("alice", fixture.now);
        assertThat(bob.rtcp).hasSize(1);
        assertThat(fixture.room.sessionIds()).containsExactly("bob");
    }

    @Test
    void reportsQualityEveryFiveSeconds() {
        publishVideo(1);
        fixture.consumeVideo("bob", "c", "camera", OUT);
        for (int i = 0; i < 200; i++) {
            fixture.pass(33);
            if (i % 10 != 5) {
                send(0, 10 + i, 3000 * i, 1 + i, i == 0);
            }
        }
        var quality =
                fixture.events(RoomEvent.SessionQuality.class).stream()
                        .filter(q -> q.sessionId().equals("alice"))
                        .findFirst()
                        .orElseThrow();
        RoomEvent.SessionQuality.Stream stream = quality.streams().getFirst();
        assertThat(stream.packetsExpected()).isBetween(140L, 155L);
        assertThat(stream.packetsLost()).isBetween(13L, 17L);
        assertThat(stream.bitrateBps()).isPositive();
        RoomStatistics statistics = fixture.room.statistics("bob", fixture.now);
        assertThat(statistics.consumers().getFirst().packetsSent()).isEqualTo(180);
    }
}
