package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimBrowser;
import media.sluice.core.sim.SimClient;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.sim.SimNode;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.TransportAddress;

/** A simulated browser in a call with a session on node A, 25 ms away each way. */
final class CallFixture {
    static final TransportAddress CLIENT = SimAddresses.v4("192.168.0.7", 50_000);
    static final TransportAddress SERVER_A = SimAddresses.v4("203.0.113.1", 7882);
    static final TransportAddress SERVER_B = SimAddresses.v4("203.0.113.2", 7882);
    static final SessionConfig CONFIG =
            new SessionConfig(
                    List.of(0),
                    CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {9}));
    static final Duration NODE_DELAY = Duration.ofMillis(1);
    static final Duration SECOND = Duration.ofSeconds(1);

    final SimNetwork network;
    final FakeSrtpEngine engine = new FakeSrtpEngine().watchNonces();
    final SessionPorts ports;
    final EchoServer a;
    final SimNode nodeA;
    final SimClient client;
    final SimNode clientNode;
    final SimBrowser browser;
    int handshakers;
    private final SplittableRandom seeded;

    CallFixture(Habit habit, SrtpProfile profile, long seed) {
        network = new SimNetwork(seed).defaultLink(SimLink.delay(Duration.ofMillis(25)));
        seeded = new SplittableRandom(seed);
        RandomSource random = seeded::nextBytes;
        ports =
                new SessionPorts(
                        () -> {
                            handshakers++;
                            byte[] serverRandom = new byte[32];
                            seeded.nextBytes(serverRandom);
                            return new FakeHandshaker(FakeSecrets.of(profile), serverRandom);
                        },
                        engine,
                        random);
        a = new EchoServer(PeerSession.open(CONFIG, ports), engine);
        nodeA = network.attach("a", a, SERVER_A);
        client = new SimClient(habit, IceCredentials.random(random), 1, seed);
        clientNode = network.attach("client", client, CLIENT);
        browser = new SimBrowser(profile, seed);
        client.run(browser);
        client.ice().setRemote(a.session.iceCredentials());
        a.session.connect(client.ice().local(), List.of(browser.fingerprint()));
    }

    static CallFixture chromium(long seed) {
        return new CallFixture(Habit.LIBWEBRTC, SrtpProfile.AEAD_AES_128_GCM, seed);
    }

    IceCredentials credentials() {
        return IceCredentials.random(seeded::nextBytes);
    }

    void trickle(TransportAddress address, PeerSession session) {
        long priority = session.candidates().getFirst().priority();
        client.ice().addCandidate(address, priority, network.nowNanos());
    }

    /** Starts the call and waits until media flows both ways. */
    CallFixture connect() {
        trickle(SERVER_A, a.session);
        assertThat(network.runUntil(() -> browser.echoed().size() > 20, Duration.ofSeconds(5)))
                .as("media comes back")
                .isTrue();
        return this;
    }

    /** Everything the browser has sent has arrived at one of the servers, once. */
    void assertNothingLostUp(EchoServer... servers) {
        var all = new ArrayList<Long>();
        for (var server : servers) {
            all.addAll(server.received);
        }
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all).hasSize(browser.sent());
    }

    /** The indexes that came back have no hole and no repeat. */
    void assertNothingLostDown() {
        var indexes = browser.echoed();
        assertThat(indexes).doesNotHaveDuplicates();
        long first = indexes.stream().mapToLong(Long::longValue).min().orElse(0);
        long last = indexes.stream().mapToLong(Long::longValue).max().orElse(0);
        assertThat(last - first + 1).as("highest - lowest").isEqualTo(indexes.size());
    }
}
