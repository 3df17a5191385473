package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import media.sluice.core.sctp.Reliability;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class DataChannelsTest {

    private static final String RELIABLE = "_reliable";
    private static final String LOSSY = "_lossy";
    private static final int BIG = 100_000;

    private final RoomFixture fixture = new RoomFixture();
    private final TestDataPort alice = fixture.join("alice").data;
    private final TestDataPort bob = fixture.join("bob").data;
    private final TestDataPort carol = fixture.join("carol").data;

    DataChannelsTest() {
        for (var port : List.of(alice, bob, carol)) {
            port.labels.addAll(List.of(RELIABLE, LOSSY));
        }
        produce("alice");
        for (String name : List.of("alice", "bob", "carol")) {
            consume(name, RELIABLE, Reliability.ordered());
            consume(name, LOSSY, Reliability.retransmits(false, 0));
        }
    }

    private void produce(String name) {
        for (String label : List.of(RELIABLE, LOSSY)) {
            data().createProducer(
                            name,
                            new DataProducerParameters(
                                    name + label, label, false, name, DataEnvelopeTest.envelope()));
        }
    }

    private void consume(String name, String label, Reliability reliability) {
        data().createConsumer(
                        name,
                        new DataConsumerParameters(
                                "to " + name + label,
                                "",
                                label,
                                false,
                                reliability,
                                name,
                                List.of(name, "PA_" + name)));
    }

    private DataChannels data() {
        return fixture.room.data();
    }

    private static byte[] chat(String text) {
        return DataEnvelopeTest.text(9, text);
    }

    private static byte[] numbered(int sequence) {
        return DataEnvelopeTest.join(chat("n"), DataEnvelopeTest.number(16, sequence));
    }

    @Test
    void reachesEverybodyButTheSender() {
        alice.say(RELIABLE, chat("hello"), fixture.now);

        assertThat(bob.texts()).singleElement().asString().contains("hello").contains("alice");
        assertThat(carol.sent).hasSize(1);
        assertThat(alice.sent).isEmpty();
    }

    @Test
    void reachesOnlyWhoIsNamed() {
        byte[] message = DataEnvelopeTest.join(chat("psst"), DataEnvelopeTest.text(5, "carol"));
        alice.say(RELIABLE, message, fixture.now);
        data().send(LOSSY, false, new byte[] {1}, List.of("PA_bob"), fixture.now);

        assertThat(carol.sent).hasSize(1).first().extracting("label").isEqualTo(RELIABLE);
        assertThat(bob.sent).hasSize(1).first().extracting("label").isEqualTo(LOSSY);
    }

    @Test
    void dropsWhatNobodyMaySend() {
        bob.say(RELIABLE, chat("I have no right"), fixture.now);

        assertThat(alice.sent).isEmpty();
        assertThat(data().counters().drops(DataDrop.NO_PRODUCER)).isEqualTo(1);
        produce("bob");
        bob.say(RELIABLE, chat("now I have"), fixture.now);
        assertThat(alice.sent).hasSize(1);
        data().closeProducer("bob" + RELIABLE);
        bob.say(RELIABLE, chat("not any more"), fixture.now);
        assertThat(alice.sent).hasSize(1);
    }

    @Test
    void dropsWhatASenderRepeatsAfterAnInterruption() {
        for (int sequence : new int[] {1, 2, 2, 1, 3}) {
            alice.say(RELIABLE, numbered(sequence), fixture.now);
        }

        assertThat(bob.sent).hasSize(3);
        assertThat(data().statistics("alice").producers().getFirst().lastSequence()).isEqualTo(3);
        assertThat(data().counters().drops(DataDrop.REPEATED)).isEqualTo(2);
    }

    @Test
    void keepsReliableMessagesUntilTheChannelOpens() {
        bob.labels.clear();
        alice.say(RELIABLE, chat("early"), fixture.now);
        alice.say(LOSSY, chat("lost"), fixture.now);
        bob.labels.add(RELIABLE);
        bob.labels.add(LOSSY);
        bob.drain(fixture.now);

        assertThat(bob.texts()).singleElement().asString().contains("early");
        assertThat(data().counters().drops(DataDrop.NOT_OPEN)).isEqualTo(1);
    }

    @Test
    void opensTheChannelWhereThatIsTheNodesPart() {
        var dave = fixture.join("dave").data;
        data().createConsumer(
                        "dave",
                        new DataConsumerParameters(
                                "d", "", RELIABLE, true, Reliability.ordered(), "", List.of()));

        alice.say(RELIABLE, chat("hi"), fixture.now);

        assertThat(dave.opened).containsExactly(RELIABLE);
        assertThat(dave.sent).hasSize(1);
    }

    @Test
    void senderWaitsForAReliableReader() {
        for (int i = 0; i < 20; i++) {
            alice.say(RELIABLE, new byte[0], fixture.now);
            alice.say(RELIABLE, DataEnvelopeTest.bytes(9, new byte[BIG]), fixture.now);
            carol.drain(fixture.now);
        }
        assertThat(alice.waiting()).as("held back").isPositive();
        assertThat(carol.sent.size()).isLessThan(20);

        int guard = 0;
        while (alice.waiting() > 0 && guard++ < 100) {
            carol.drain(fixture.now);
            bob.drain(fixture.now);
            alice.turn(fixture.now);
        }
        bob.drain(fixture.now);

        assertThat(alice.wakes).isPositive();
        assertThat(bob.sent).hasSize(40);
        assertThat(carol.sent).hasSize(40);
    }

    @Test
    void aReaderThatTakesNothingLosesAndHoldsNobodyUp() {
        for (int i = 0; i < 20; i++) {
            alice.say(RELIABLE, DataEnvelopeTest.bytes(9, new byte[BIG]), fixture.now);
        }
        assertThat(alice.waiting()).isPositive();
        for (int second = 0; second < 4; second++) {
            carol.drain(fixture.now);
            fixture.now += 1_000 * RoomFixture.MILLI;
            fixture.room.handleTimeout(fixture.now);
            alice.turn(fixture.now);
        }
        for (int turn = 0; turn < 10; turn++) {
            carol.drain(fixture.now);
            alice.turn(fixture.now);
        }

        assertThat(carol.sent).as("the others go on").hasSize(20);
        assertThat(bob.sent.size()).isLessThan(20);
        assertThat(data().counters().drops(DataDrop.SLOW_READER)).isEqualTo(20 - bob.sent.size());
        bob.drain(fixture.now);
        alice.say(RELIABLE, chat("again"), fixture.now);
        assertThat(bob.texts()).last().asString().contains("again");
    }

    @Test
    void aReaderWhoseSessionIsOnTheMoveIsNotSlow() {
        alice.say(RELIABLE, chat("before"), fixture.now);
        bob.isLive = false;
        for (int second = 0; second < 4; second++) {
            alice.say(RELIABLE, chat("meanwhile " + second), fixture.now);
            fixture.now += 1_000 * RoomFixture.MILLI;
            fixture.room.handleTimeout(fixture.now);
            alice.turn(fixture.now);
        }
        bob.isLive = true;
        bob.drain(fixture.now);
        alice.turn(fixture.now);

        assertThat(bob.sent).as("it stayed, and has them all").hasSize(5);
        assertThat(carol.sent).hasSize(5);
    }

    @Test
    void oldestLossyMessagesGiveWay() {
        for (int i = 0; i < 100; i++) {
            byte[] message = DataEnvelopeTest.join(chat("#" + i), chat("x".repeat(4_000)));
            alice.say(LOSSY, message, fixture.now);
        }
        bob.drain(fixture.now);

        assertThat(alice.waiting()).isZero();
        assertThat(bob.texts()).last().asString().contains("#99");
        assertThat(bob.sent.size()).isBetween(20, 60);
        assertThat(data().counters().drops(DataDrop.OUTDATED)).isPositive();
    }

    @Test
    void repeatingACreateIsFineAndOtherContentIsNot() {
        produce("alice");
        consume("bob", RELIABLE, Reliability.ordered());
        assertThatThrownBy(() -> consume("bob", RELIABLE, Reliability.unordered()))
                .isInstanceOf(RoomException.class);
    }

    @Test
    void whatWaitsMovesWithTheSession() throws CorruptStateException {
        bob.capacity = 0;
        alice.say(RELIABLE, numbered(7), fixture.now);
        var out = new StateWriter();
        fixture.room.exportSession("bob", out, fixture.now);
        var fromAlice = new StateWriter();
        fixture.room.exportSession("alice", fromAlice, fixture.now);

        var there = new RoomFixture();
        var bobThere = there.join("bob").data;
        bobThere.labels.add(RELIABLE);
        var aliceThere = there.join("alice").data;
        there.room.importSession("bob", new StateReader(out.toBytes()), there.now);
        there.room.importSession("alice", new StateReader(fromAlice.toBytes()), there.now);
        aliceThere.say(RELIABLE, numbered(7), there.now);
        aliceThere.say(RELIABLE, numbered(8), there.now);

        assertThat(bobThere.sent).as("7 waited, 7 again is dropped, 8").hasSize(2);
        assertThat(there.room.data().statistics("alice").producers().getFirst().lastSequence())
                .isEqualTo(8);
    }
}
