package media.sluice.node.worker;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.room.CodecParameters;
import media.sluice.core.room.ConsumerParameters;
import media.sluice.core.room.ConsumerSettings;
import media.sluice.core.room.EncodingParameters;
import media.sluice.core.room.ProducerParameters;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimBrowser;
import media.sluice.core.sim.SimClient;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.sim.SimNode;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.relay.Candidate;

/** A simulated browser and its session on a plane. */
final class PlaneCall {

    static final Epoch EPOCH = new Epoch(1, "coordinator");
    static final String ROOM = "room";

    private final SimNetwork network;
    final String id;
    final TransportAddress address;
    final SimClient client;
    final SimNode clientNode;
    final SimBrowser browser;

    /** A browser that has not called yet; {@code number} tells it from others. */
    PlaneCall(SimNetwork network, int number) {
        this.network = network;
        id = "session-" + number;
        address = SimAddresses.v4("192.168.0." + number, 50_000);
        var random = new SplittableRandom(number);
        client =
                new SimClient(Habit.LIBWEBRTC, IceCredentials.random(random::nextBytes), 1, number);
        clientNode = network.attach(id, client, address);
        browser = new SimBrowser(SrtpProfile.AEAD_AES_128_GCM, number);
        client.run(browser);
    }

    PeerParameters peer() {
        return new PeerParameters(client.ice().local(), List.of(browser.fingerprint()));
    }

    /** Opens its session in the room, which must be there. */
    PlaneCall open(PlaneNode node) {
        var made =
                node.commands()
                        .createSession(
                                new SessionRequest(ROOM, id, peer(), SessionData.NONE), EPOCH);
        client.ice().setRemote(made.ice());
        trickle(made.candidates());
        return this;
    }

    void trickle(List<Candidate> candidates) {
        Candidate first = candidates.getFirst();
        client.ice().addCandidate(first.address(), first.priority(), network.nowNanos());
    }

    static CodecParameters opus() {
        return new CodecParameters(
                Codec.OPUS,
                SimBrowser.PAYLOAD_TYPE,
                CodecParameters.NO_RTX,
                48_000,
                2,
                false,
                Map.of());
    }

    static ProducerParameters microphone(String id) {
        return new ProducerParameters(
                id,
                false,
                "0",
                List.of(opus()),
                ExtensionMap.EMPTY,
                List.of(new EncodingParameters("", SimBrowser.SSRC, 0)),
                false);
    }

    void publish(PlaneNode node) {
        node.commands().createProducer(id, microphone("mic-" + id), EPOCH);
    }

    void hear(PlaneNode node, PlaneCall other) {
        var wanted =
                new ConsumerParameters(
                        id + "-hears-" + other.id,
                        "mic-" + other.id,
                        "1",
                        List.of(opus()),
                        ExtensionMap.EMPTY,
                        0x2222,
                        0,
                        "cname");
        node.commands().createConsumer(id, wanted, ConsumerSettings.DEFAULT, EPOCH);
    }
}
