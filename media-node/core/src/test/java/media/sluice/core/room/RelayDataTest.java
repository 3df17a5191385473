package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.sctp.Reliability;
import media.sluice.core.sim.SimNetwork;
import org.junit.jupiter.api.Test;

/** Messages of data channels in a room of two legs; what is between them is in the test's hands. */
class RelayDataTest {

    private static final String LABEL = "_reliable";

    private final SimNetwork network = new SimNetwork(1);
    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SimLeg a = new SimLeg(network, "203.0.113.1", engine);
    private final SimLeg b = new SimLeg(network, "203.0.113.2", engine);
    private final ArrayDeque<LegMessage> toB = new ArrayDeque<>();
    private final ArrayDeque<LegMessage> toA = new ArrayDeque<>();
    private final long now = network.nowNanos();
    private int peers;

    RelayDataTest() {
        SimLeg.connect(a, b, 1, now);
    }

    private TestDataPort join(SimLeg leg, String name) {
        var peer = new TestPeer(++peers, engine);
        leg.room.addTransport(name, peer, now);
        var port = peer.data();
        port.labels.add(LABEL);
        leg.room
                .data()
                .createProducer(
                        name, new DataProducerParameters("from " + name, LABEL, false, name, null));
        leg.room
                .data()
                .createConsumer(
                        name,
                        new DataConsumerParameters(
                                "to " + name,
                                "",
                                LABEL,
                                false,
                                Reliability.ordered(),
                                name,
                                List.of(name)));
        return port;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void collect(SimLeg leg, ArrayDeque<LegMessage> queue) {
        for (var event = leg.trunk().pollEvent(); event != null; event = leg.trunk().pollEvent()) {
            if (event instanceof TrunkEvent.Message(LegMessage message)) {
                queue.add(message);
            }
        }
    }

    private void carry() {
        collect(a, toB);
        collect(b, toA);
        while (!toB.isEmpty()) {
            b.trunk().takeMessage(toB.remove(), now);
        }
        while (!toA.isEmpty()) {
            a.trunk().takeMessage(toA.remove(), now);
        }
    }

    @Test
    void reachesEverybodyOnBothLegsOnce() {
        TestDataPort alice = join(a, "alice");
        TestDataPort bob = join(a, "bob");
        TestDataPort carol = join(b, "carol");
        alice.say(LABEL, text("hello"), now);
        carol.say(LABEL, text("hi"), now);
        carry();
        carry();

        assertThat(alice.texts()).containsExactly("hi");
        assertThat(bob.texts()).containsExactly("hello", "hi");
        assertThat(carol.texts()).containsExactly("hello");
    }

    @Test
    void whoMovesGetsExactlyWhatTheSourceDidNotGive() {
        TestDataPort alice = join(a, "alice");
        TestDataPort carol = join(b, "carol");
        // Bob will come from A: his place is kept.
        var arrival = new RoomArrival(b.room, b.trunk(), List.of(), now);
        alice.say(LABEL, text("a1"), now);
        carol.say(LABEL, text("c1"), now);
        carry();
        alice.say(LABEL, text("a2"), now);
        carol.say(LABEL, text("c2"), now);
        // A freezes him here: it has sent a2, which is under way, and c2 has not come yet.
        long sent = a.trunk().messagesSent();
        long received = a.trunk().messagesReceived();
        alice.say(LABEL, text("a3"), now);
        carry();
        TestDataPort bob = join(b, "bob");
        assertThat(bob.sent).isEmpty();

        arrival.repeatMessages("bob", sent, received, now);

        assertThat(bob.texts()).containsExactlyInAnyOrder("a3", "c2");
    }

    @Test
    void whoCameWaitsUntilWhatHeSaidThereHasCome() {
        TestDataPort carol = join(b, "carol");
        TestDataPort alice = join(a, "alice");
        TestDataPort bob = join(b, "bob");
        alice.say(LABEL, text("said at the source"), now);
        b.room.data().hold("bob", b.trunk(), a.trunk().messagesSent());
        bob.say(LABEL, text("said at the target"), now);
        assertThat(carol.sent).isEmpty();
        carry();
        bob.turn(now);

        assertThat(carol.texts()).containsExactly("said at the source", "said at the target");
    }
}
