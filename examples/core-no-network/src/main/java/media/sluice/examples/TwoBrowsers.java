package media.sluice.examples;

import java.time.Duration;
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
import media.sluice.core.room.CodecParameters;
import media.sluice.core.room.ConsumerParameters;
import media.sluice.core.room.ConsumerSettings;
import media.sluice.core.room.EncodingParameters;
import media.sluice.core.room.ProducerParameters;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimBrowser;
import media.sluice.core.sim.SimClient;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.TransportAddress;

/** Two browsers talk to each other through a room, in virtual time. */
public final class TwoBrowsers {
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;
    private static final CodecParameters OPUS =
            new CodecParameters(
                    Codec.OPUS,
                    SimBrowser.PAYLOAD_TYPE,
                    CodecParameters.NO_RTX,
                    48_000,
                    2,
                    false,
                    Map.of());

    private final SimNetwork network;
    private final RandomSource random;
    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SimWorker worker = new SimWorker(engine);

    private TwoBrowsers(long seed) {
        var lossy = SimLink.delay(Duration.ofMillis(25)).withLoss(0.03);
        network = new SimNetwork(seed).defaultLink(lossy);
        random = new SplittableRandom(seed)::nextBytes;
        network.attach("node", worker, address(0), address(1));
    }

    /** Runs ten seconds of a call and prints what each side heard. */
    public static void main(String[] arguments) {
        long seed = arguments.length == 0 ? 1 : Long.parseLong(arguments[0]);
        var call = new TwoBrowsers(seed);
        var ann = call.join("ann", 0);
        var ben = call.join("ben", 1);
        call.subscribe("ann", "ben");
        call.subscribe("ben", "ann");
        call.network.runFor(Duration.ofSeconds(10));
        for (var browser : List.of(ann, ben)) {
            System.out.printf(
                    "sent=%d heard=%d refused=%d%n",
                    browser.sent(), browser.echoed().size(), browser.refused());
        }
    }

    /** What signaling does: opens a session, tells both sides, declares what the browser sends. */
    private SimBrowser join(String name, int socket) {
        var browser = new SimBrowser(PROFILE, name.hashCode());
        var client =
                new SimClient(Habit.LIBWEBRTC, IceCredentials.random(random), 1, name.hashCode());
        client.run(browser);
        network.attach(name, client, SimAddresses.v4("192.0.2." + (10 + socket), 5000));

        var session = worker.add(name, PeerSession.open(config(socket), ports()), socket);
        session.connect(client.ice().local(), List.of(browser.fingerprint()));
        client.ice().setRemote(session.iceCredentials());
        long priority = session.candidates().getFirst().priority();
        client.ice().addCandidate(address(socket), priority, network.nowNanos());
        worker.room().createProducer(name, microphone(name), network.nowNanos());
        return browser;
    }

    private void subscribe(String listener, String speaker) {
        var consumer =
                new ConsumerParameters(
                        listener + "-hears-" + speaker,
                        speaker,
                        "1",
                        List.of(OPUS),
                        ExtensionMap.EMPTY,
                        0x3333,
                        0,
                        speaker);
        worker.room()
                .createConsumer(listener, consumer, ConsumerSettings.DEFAULT, network.nowNanos());
    }

    private static ProducerParameters microphone(String name) {
        return new ProducerParameters(
                name,
                false,
                "0",
                List.of(OPUS),
                ExtensionMap.EMPTY,
                List.of(new EncodingParameters("", SimBrowser.SSRC, 0)),
                false);
    }

    private SessionPorts ports() {
        byte[] serverRandom = new byte[32];
        random.nextBytes(serverRandom);
        return new SessionPorts(
                () -> new FakeHandshaker(FakeSecrets.of(PROFILE), serverRandom), engine, random);
    }

    private static SessionConfig config(int socket) {
        byte[] certificate = {1};
        return new SessionConfig(
                List.of(socket),
                CertificateFingerprint.of(CertificateFingerprint.SHA_256, certificate));
    }

    private static TransportAddress address(int socket) {
        return SimAddresses.v4("203.0.113.1", 7882 + socket);
    }
}
