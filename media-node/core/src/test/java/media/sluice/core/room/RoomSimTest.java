package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimClient;
import media.sluice.core.sim.SimIceClient;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.wire.TransportAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers in one room over a lossy network: one publishes simulcast, the others watch. */
class RoomSimTest {

    private static final int OUT = 7000;
    private static final CertificateFingerprint CERTIFICATE =
            CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {9});

    private final FakeSrtpEngine engine = new FakeSrtpEngine().watchNonces();
    private final SimRoomNode node = new SimRoomNode(engine);
    private final List<SimVideoPeer> peers = new ArrayList<>();
    private SimNetwork network = new SimNetwork(0);

    /** Peer 0 publishes, the rest watch. */
    private void call(int count, double loss, long seed) {
        network =
                new SimNetwork(seed)
                        .defaultLink(
                                SimLink.delay(Duration.ofMillis(15))
                                        .withJitter(Duration.ofMillis(3))
                                        .withLoss(loss)
                                        .withReordering(loss, Duration.ofMillis(8)));
        SplittableRandom random = new SplittableRandom(seed);
        SessionPorts ports =
                new SessionPorts(
                        () -> {
                            byte[] serverRandom = new byte[32];
                            random.nextBytes(serverRandom);
                            return new FakeHandshaker(
                                    FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM), serverRandom);
                        },
                        engine,
                        random::nextBytes);
        TransportAddress[] addresses = new TransportAddress[count];
        for (int i = 0; i < count; i++) {
            addresses[i] = SimAddresses.v4("203.0.113.1", 7882 + i);
        }
        network.attach("node", node, addresses);
        for (int i = 0; i < count; i++) {
            SessionConfig config = new SessionConfig(List.of(i), CERTIFICATE);
            PeerSession session = PeerSession.open(config, ports);
            node.add(session, network.nowNanos());
            SimVideoPeer peer = new SimVideoPeer(i == 0, OUT, seed + i);
            SimClient client =
                    new SimClient(
                            SimIceClient.Habit.LIBWEBRTC,
                            IceCredentials.random(random::nextBytes),
                            1,
                            seed + i);
            network.attach("peer" + i, client, SimAddresses.v4("192.168.0." + (i + 1), 5000));
            client.run(peer);
            client.ice().setRemote(session.iceCredentials());
            session.connect(client.ice().local(), List.of(peer.fingerprint()));
            client.ice()
                    .addCandidate(
                            addresses[i],
                            session.candidates().getFirst().priority(),
                            network.nowNanos());
            peers.add(peer);
        }
        publish();
        assertThat(
                        network.runUntil(
                                () -> peers.stream().allMatch(SimVideoPeer::isConnected),
                                Duration.ofSeconds(10)))
                .as("connected")
                .isTrue();
    }

    private void publish() {
        var encodings = new ArrayList<EncodingParameters>();
        for (int i = 0; i < SimVideoPeer.LAYERS; i++) {
            encodings.add(
                    new EncodingParameters(
                            "", SimVideoPeer.FIRST_SSRC + i, SimVideoPeer.FIRST_RTX_SSRC + i));
        }
        node.room.createProducer(
                "0",
                new ProducerParameters(
                        "camera",
                        true,
                        "0",
                        List.of(codec()),
                        ExtensionMap.EMPTY,
                        encodings,
                        false),
                network.nowNanos());
    }

    private static CodecParameters codec() {
        return new CodecParameters(
                Codec.VP8, SimVideoPeer.TYPE, SimVideoPeer.RTX_TYPE, 90_000, 0, true, Map.of());
    }

    private void watch(int peer) {
        node.room.createConsumer(
                "" + peer,
                new ConsumerParameters(
                        "c" + peer,
                        "camera",
                        "0",
                        List.of(codec()),
                        ExtensionMap.EMPTY,
                        OUT,
                        OUT + 1,
                        "cname"),
                ConsumerSettings.DEFAULT,
                network.nowNanos());
    }

    private void want(int peer, int layer) {
        node.room.updateConsumer(
                "c" + peer, new ConsumerSettings(false, layer, 7, 128), network.nowNanos());
    }

    private static void assertContinuous(SimVideoPeer peer, long until) {
        SimVideoPeer.Received last = null;
        for (SimVideoPeer.Received packet : peer.received.headMap(until).values()) {
            if (last != null) {
                assertThat(packet.sequence()).isEqualTo(last.sequence() + 1);
                assertThat(packet.timestamp() - last.timestamp()).isGreaterThanOrEqualTo(0);
                int step = (packet.picture() - last.picture()) & 0x7FFF;
                assertThat(step)
                        .as("picture at %d", packet.sequence())
                        .isEqualTo(packet.isStart() ? 1 : 0);
            }
            last = packet;
        }
    }

    private static long keyFrames(SimVideoPeer peer) {
        return peer.received.values().stream().filter(SimVideoPeer.Received::isKey).count();
    }

    private static int lastSize(SimVideoPeer peer) {
        return peer.received.lastEntry().getValue().size();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void repairsEverythingAndSwitchesCleanlyUnderLoss(long seed) {
        call(3, 0.02, seed);
        SimVideoPeer bob = peers.get(1);
        SimVideoPeer carol = peers.get(2);
        watch(1);
        network.runFor(Duration.ofSeconds(4));
        watch(2);
        network.runFor(Duration.ofSeconds(4));
        assertThat(lastSize(bob)).as("seed %d: top layer", seed).isGreaterThan(300);
        want(1, 0);
        network.runFor(Duration.ofSeconds(3));
        assertThat(lastSize(bob)).as("seed %d: lowest layer", seed).isLessThan(200);
        want(1, 2);
        network.runFor(Duration.ofSeconds(5));

        assertThat(lastSize(bob)).isGreaterThan(300);
        assertThat(bob.repaired + carol.repaired).isPositive();
        assertContinuous(bob, bob.received.lastKey() - 40);
        assertContinuous(carol, carol.received.lastKey() - 40);
        assertThat(engine.nonceReuses()).isZero();
        assertThat(bob.reportedNtp).isNotEmpty();
    }

    @Test
    void countsEveryDatagramOfASession() {
        call(3, 0, 7);
        long[] datagrams = new long[3];
        long[] bytes = new long[3];
        for (int i = 0; i < 3; i++) {
            datagrams[i] = node.sessions.get(i).counters().datagramsSent();
            bytes[i] = node.sessions.get(i).counters().bytesSent();
        }
        network.dropIf(datagram -> {
            int port = datagram.from().port();
            if (port >= 7882) {
                datagrams[port - 7882]++;
                bytes[port - 7882] += datagram.payload().length;
            }
            return false;
        });
        watch(1);
        watch(2);

        network.runFor(Duration.ofSeconds(3));

        for (int i = 0; i < 3; i++) {
            var counters = node.sessions.get(i).counters();
            assertThat(counters.datagramsSent()).as("session %d", i).isEqualTo(datagrams[i]);
            assertThat(counters.bytesSent()).as("session %d", i).isEqualTo(bytes[i]);
            assertThat(datagrams[i]).isPositive();
        }
    }

    @Test
    void costsOneKeyFramePerSwitchWithoutLoss() {
        call(2, 0, 9);
        SimVideoPeer alice = peers.get(0);
        SimVideoPeer bob = peers.get(1);
        watch(1);
        network.runFor(Duration.ofSeconds(3));
        int pli = alice.pliReceived;
        long keys = keyFrames(bob);
        want(1, 0);
        network.runFor(Duration.ofSeconds(3));
        want(1, 1);
        network.runFor(Duration.ofSeconds(3));
        want(1, 2);
        network.runFor(Duration.ofSeconds(3));

        assertThat(alice.pliReceived - pli).isEqualTo(3);
        assertThat(keyFrames(bob) - keys).isEqualTo(3);
        assertThat(bob.repaired).isZero();
        assertContinuous(bob, bob.received.lastKey());
    }

    @Test
    void followsLayersThatTheSenderStops() {
        call(2, 0, 11);
        SimVideoPeer alice = peers.get(0);
        SimVideoPeer bob = peers.get(1);
        watch(1);
        network.runFor(Duration.ofSeconds(3));
        alice.layersSent = 1;
        network.runFor(Duration.ofSeconds(3));
        assertThat(lastSize(bob)).isLessThan(200);
        alice.layersSent = 3;
        network.runFor(Duration.ofSeconds(5));

        assertThat(lastSize(bob)).isGreaterThan(300);
        SimVideoPeer.Received last = null;
        for (SimVideoPeer.Received packet : bob.received.values()) {
            assertThat(last == null ? 1L : packet.sequence() - last.sequence()).isEqualTo(1L);
            last = packet;
        }
    }
}
