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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A camera in three layers, watched on its own leg and on another one. */
class RelayVideoSimTest {

    private static final int OUT = 7_000;
    private static final int PACKET_BYTE = 0xC8;
    private static final CertificateFingerprint CERTIFICATE =
            CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {9});

    private SplittableRandom random = new SplittableRandom(0);
    private SimNetwork network = new SimNetwork(0);
    private FakeSrtpEngine engine = new FakeSrtpEngine();
    private SimLeg a = new SimLeg(network, "203.0.113.1", engine);
    private SimLeg b = new SimLeg(network, "203.0.113.2", engine);
    private final List<Watcher> people = new ArrayList<>();
    private long mediaFrames;

    /** Somebody with a session; the first has the camera. */
    private final class Watcher implements SimMove.Traveller {
        final int number;
        final SimVideoPeer peer;
        final SimClient client;
        SimLeg leg;
        SimLeg.Member member;
        boolean isMoving;

        Watcher(int number, SimLeg leg, SessionPorts ports, long seed) {
            this.number = number;
            this.leg = leg;
            peer = new SimVideoPeer(number == 0, OUT, seed + number);
            client =
                    new SimClient(
                            SimIceClient.Habit.LIBWEBRTC,
                            IceCredentials.random(random::nextBytes),
                            1,
                            seed + number);
            network.attach(
                    "peer" + number, client, SimAddresses.v4("192.168.0." + (number + 1), 5_000));
            client.run(peer);
            int socket = leg.newSocket();
            PeerSession session =
                    PeerSession.open(new SessionConfig(List.of(socket), CERTIFICATE), ports);
            member = leg.join(session(), socket, session, network.nowNanos());
            client.ice().setRemote(session.iceCredentials());
            session.connect(client.ice().local(), List.of(peer.fingerprint()));
            trickle(leg, member);
            people.add(this);
        }

        @Override
        public String session() {
            return "s" + number;
        }

        @Override
        public SimLeg leg() {
            return leg;
        }

        @Override
        public SimLeg.Member member() {
            return member;
        }

        @Override
        public void trickle(SimLeg at, SimLeg.Member there) {
            client.ice()
                    .addCandidate(
                            at.node.address(there.socket),
                            there.session.candidates().getFirst().priority(),
                            network.nowNanos());
        }

        @Override
        public void onArrived(SimLeg at, SimLeg.Member there) {
            leg = at;
            member = there;
        }

        @Override
        public void onEnded() {
            isMoving = false;
        }

        void watch() {
            leg.room.createConsumer(
                    session(),
                    RoomFixture.consumer("c" + number, "camera", OUT, OUT + 1, codec()),
                    ConsumerSettings.DEFAULT,
                    network.nowNanos());
        }

        void want(int layer) {
            leg.room.updateConsumer(
                    "c" + number, new ConsumerSettings(false, layer, 7, 128), network.nowNanos());
        }

        void pause() {
            leg.room.updateConsumer(
                    "c" + number, new ConsumerSettings(true, 3, 7, 128), network.nowNanos());
        }

        int lastSize() {
            return peer.received.lastEntry().getValue().size();
        }
    }

    private static CodecParameters codec() {
        return new CodecParameters(
                Codec.VP8, SimVideoPeer.TYPE, SimVideoPeer.RTX_TYPE, 90_000, 0, true, Map.of());
    }

    /** The camera and one watcher on A, another watcher on B. */
    private SessionPorts call(long seed, double clientLoss) {
        random = new SplittableRandom(seed);
        network =
                new SimNetwork(seed)
                        .defaultLink(
                                SimLink.delay(Duration.ofMillis(15))
                                        .withJitter(Duration.ofMillis(3))
                                        .withLoss(clientLoss));
        engine = new FakeSrtpEngine().watchNonces();
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
        a = new SimLeg(network, "203.0.113.1", engine);
        b = new SimLeg(network, "203.0.113.2", engine);
        network.connect(a.node, b.node, SimLink.delay(Duration.ofMillis(1)));
        network.dropIf(datagram -> {
            boolean isMedia =
                    datagram.to().port() == 7882 && (datagram.payload()[0] & 0xFF) == PACKET_BYTE;
            mediaFrames += isMedia ? 1 : 0;
            return false;
        });
        SimLeg.connect(a, b, seed, network.nowNanos());
        var camera = new Watcher(0, a, ports, seed);
        var near = new Watcher(1, a, ports, seed);
        var far = new Watcher(2, b, ports, seed);
        var encodings = new ArrayList<EncodingParameters>();
        for (int i = 0; i < SimVideoPeer.LAYERS; i++) {
            encodings.add(
                    new EncodingParameters(
                            "", SimVideoPeer.FIRST_SSRC + i, SimVideoPeer.FIRST_RTX_SSRC + i));
        }
        a.room.createProducer(
                camera.session(),
                new ProducerParameters(
                        "camera",
                        true,
                        "0",
                        List.of(codec()),
                        ExtensionMap.EMPTY,
                        encodings,
                        false),
                network.nowNanos());
        assertThat(
                        network.runUntil(
                                () -> people.stream().allMatch(p -> p.peer.isConnected()),
                                Duration.ofSeconds(10)))
                .as("connected")
                .isTrue();
        network.runFor(Duration.ofSeconds(1));
        SimLeg.pull(b, a, "camera", 0, network.nowNanos());
        network.runFor(Duration.ofSeconds(1));
        near.watch();
        far.watch();
        return ports;
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

    @Test
    void onlyWhatIsWantedCrossesAndLayersSwitchAsOnTheOwnLeg() {
        call(1, 0);
        Watcher far = people.get(2);
        long before = mediaFrames;
        assertThat(before).as("nobody wanted anything there yet").isZero();
        network.runFor(Duration.ofSeconds(3));
        assertThat(far.lastSize()).as("top layer").isGreaterThan(300);
        long topRate = mediaFrames;

        far.want(0);
        network.runFor(Duration.ofSeconds(2));
        long rest = mediaFrames;
        network.runFor(Duration.ofSeconds(3));
        assertThat(far.lastSize()).as("lowest layer").isLessThan(200);
        assertThat(mediaFrames - rest)
                .as("30 pictures a second of one packet each, and nothing of the other layers")
                .isBetween(80L, 100L);
        assertThat(topRate).isGreaterThan(300);

        far.pause();
        network.runFor(Duration.ofSeconds(1));
        long paused = mediaFrames;
        network.runFor(Duration.ofSeconds(3));
        assertThat(mediaFrames).as("nothing wanted, nothing sent").isEqualTo(paused);

        far.want(2);
        network.runFor(Duration.ofSeconds(3));
        assertThat(far.lastSize()).isGreaterThan(300);
        assertContinuous(far.peer, far.peer.received.lastKey());
        assertThat(far.peer.reportedNtp).isNotEmpty();
        assertThat(engine.nonceReuses()).isZero();
    }

    @Test
    void aLayerThatTheSenderStopsIsLeftThereToo() {
        call(2, 0);
        Watcher far = people.get(2);
        network.runFor(Duration.ofSeconds(3));
        people.getFirst().peer.layersSent = 1;
        network.runFor(Duration.ofSeconds(3));
        assertThat(far.lastSize()).isLessThan(200);
        people.getFirst().peer.layersSent = 3;
        network.runFor(Duration.ofSeconds(5));

        assertThat(far.lastSize()).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whoMovesAndWhoStaysSeesEveryPicture(long seed) {
        SessionPorts ports = call(seed, 0);
        network.runFor(Duration.ofSeconds(3));
        int requests = people.getFirst().peer.pliReceived;
        var world = new SimMove.World(network, ports, CERTIFICATE, random);
        for (int number : new int[] {0, 1, 0, 2, 2}) {
            Watcher person = people.get(number);
            person.isMoving = true;
            new SimMove(world, person, person.leg == a ? b : a, SimMove.Fate.LIVES, false);
            network.runUntil(() -> !person.isMoving, Duration.ofSeconds(10));
            assertThat(person.isMoving).as("seed %d: %d moves", seed, number).isFalse();
            network.runFor(Duration.ofMillis(random.nextInt(1_500)));
        }
        network.runFor(Duration.ofSeconds(2));

        for (Watcher watcher : people.subList(1, 3)) {
            assertContinuous(watcher.peer, watcher.peer.received.lastKey() - 10);
            assertThat(watcher.peer.duplicates).as("seed %d", seed).isZero();
            assertThat(watcher.lastSize()).isGreaterThan(300);
        }
        assertThat(people.getFirst().peer.pliReceived)
                .as("seed %d: no move needs a key frame", seed)
                .isEqualTo(requests);
        assertThat(engine.nonceReuses()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void lossAtTheClientsIsRepairedOnBothLegs(long seed) {
        call(seed, 0.02);
        network.runFor(Duration.ofSeconds(6));

        Watcher far = people.get(2);
        assertThat(far.peer.repaired).as("seed %d", seed).isPositive();
        assertContinuous(far.peer, far.peer.received.lastKey() - 40);
    }
}
