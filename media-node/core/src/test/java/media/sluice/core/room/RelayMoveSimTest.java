package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
import media.sluice.core.sim.SimTalker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * People who talk in one room on two legs, and move from one to the other and back while they do:
 * alone, one after the other, and in both directions at the same time.
 */
class RelayMoveSimTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int FIRST_SSRC = 7_000;
    private static final CertificateFingerprint CERTIFICATE =
            CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {9});

    /** A person: a client, and where its session is. */
    private final class Person implements SimMove.Traveller {
        final int number;
        final SimTalker talker;
        final SimClient client;
        SimLeg leg;
        SimLeg.Member member;
        boolean isMoving;
        int moves;

        Person(int number, SimLeg leg) {
            this.number = number;
            this.leg = leg;
            talker = new SimTalker(number, seed * 31 + number, new FakeSrtpEngine());
            client =
                    new SimClient(
                            SimIceClient.Habit.LIBWEBRTC,
                            IceCredentials.random(random::nextBytes),
                            1,
                            seed + number);
            network.attach(
                    "person" + number, client, SimAddresses.v4("192.168.0." + (number + 1), 5_000));
            client.run(talker);
            int socket = leg.newSocket();
            PeerSession session =
                    PeerSession.open(new SessionConfig(List.of(socket), CERTIFICATE), ports);
            member = leg.join(session(), socket, session, network.nowNanos());
            client.ice().setRemote(session.iceCredentials());
            session.connect(client.ice().local(), List.of(talker.fingerprint()));
            trickle(leg, member);
            leg.room.createProducer(session(), microphone(), network.nowNanos());
        }

        @Override
        public String session() {
            return "s" + number;
        }

        String producer() {
            return "p" + number;
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
        public void onArrived(SimLeg at, SimLeg.Member there) {
            leg = at;
            member = there;
        }

        @Override
        public void onEnded() {
            isMoving = false;
            moves++;
        }

        @Override
        public void trickle(SimLeg at, SimLeg.Member there) {
            client.ice()
                    .addCandidate(
                            at.node.address(there.socket),
                            there.session.candidates().getFirst().priority(),
                            network.nowNanos());
        }

        private ProducerParameters microphone() {
            return new ProducerParameters(
                    producer(),
                    false,
                    "0",
                    List.of(opus()),
                    ExtensionMap.EMPTY,
                    List.of(new EncodingParameters("", SimTalker.SSRC, 0)),
                    false);
        }

        void hear(Person other) {
            if (leg.room.relays().place(other.producer()) == RoomRelays.Place.ABSENT) {
                SimLeg.pull(leg, other.leg, other.producer(), 0, network.nowNanos());
            }
            leg.room.createConsumer(
                    session(),
                    new ConsumerParameters(
                            "c" + number + "-" + other.number,
                            other.producer(),
                            "m" + other.number,
                            List.of(opus()),
                            ExtensionMap.EMPTY,
                            FIRST_SSRC + other.number,
                            0,
                            "cname"),
                    ConsumerSettings.DEFAULT,
                    network.nowNanos());
        }
    }

    private static CodecParameters opus() {
        return new CodecParameters(
                Codec.OPUS, SimTalker.TYPE, CodecParameters.NO_RTX, 48_000, 2, false, Map.of());
    }

    private long seed;
    private SimMove.Fate fate = SimMove.Fate.LIVES;
    private boolean isBroken;
    private SplittableRandom random = new SplittableRandom(0);
    private SimNetwork network = new SimNetwork(0);
    private FakeSrtpEngine engine = new FakeSrtpEngine();
    private SessionPorts ports = ports();
    private SimLeg a = new SimLeg(network, "203.0.113.1", engine);
    private SimLeg b = new SimLeg(network, "203.0.113.2", engine);
    private final List<Person> people = new ArrayList<>();

    private SessionPorts ports() {
        return new SessionPorts(
                () -> {
                    byte[] serverRandom = new byte[32];
                    random.nextBytes(serverRandom);
                    return new FakeHandshaker(
                            FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM), serverRandom);
                },
                engine,
                random::nextBytes);
    }

    /** Three people, one of them on the second leg, who hear each other. */
    private void meet(long newSeed, SimLink trunkLink) {
        meet(newSeed, trunkLink, 2);
    }

    /** The same, of whom so many are on the first leg. */
    private void meet(long newSeed, SimLink trunkLink, int onFirst) {
        seed = newSeed;
        random = new SplittableRandom(seed);
        network =
                new SimNetwork(seed)
                        .defaultLink(
                                SimLink.delay(Duration.ofMillis(15))
                                        .withJitter(Duration.ofMillis(4)));
        engine = new FakeSrtpEngine().watchNonces();
        ports = ports();
        a = new SimLeg(network, "203.0.113.1", engine);
        b = new SimLeg(network, "203.0.113.2", engine);
        network.connect(a.node, b.node, trunkLink);
        SimLeg.connect(a, b, seed, network.nowNanos());
        for (int i = 0; i < 3; i++) {
            people.add(new Person(i, i < onFirst ? a : b));
        }
        assertThat(
                        network.runUntil(
                                () ->
                                        people.stream().allMatch(p -> p.talker.isConnected())
                                                && a.trunk().trunk().isProven()
                                                && b.trunk().trunk().isProven(),
                                Duration.ofSeconds(10)))
                .as("connected")
                .isTrue();
        for (Person person : people) {
            for (Person other : people) {
                person.hear(other);
            }
        }
        network.runFor(SECOND);
    }

    private void move(Person person) {
        person.isMoving = true;
        new SimMove(
                new SimMove.World(network, ports, CERTIFICATE, random),
                person,
                person.leg == a ? b : a,
                fate,
                isBroken);
    }

    private void settle() {
        assertThat(
                        network.runUntil(
                                () -> people.stream().noneMatch(p -> p.isMoving),
                                Duration.ofSeconds(10)))
                .as("seed %d: moves end", seed)
                .isTrue();
    }

    private void stop() {
        people.forEach(each -> each.talker.stopSending());
        network.runFor(SECOND);
    }

    private void assertEverythingHeardOnce() {
        for (Person person : people) {
            for (Person other : people) {
                assertHeardOnce(person, other);
            }
            assertThat(person.talker.refused()).isZero();
            assertThat(person.talker.byes()).isZero();
        }
        assertThat(engine.nonceReuses()).isZero();
    }

    private void assertHeardOnce(Person person, Person other) {
        List<SimTalker.Heard> heard = person.talker.heardOn(FIRST_SSRC + other.number);
        String what = "seed %d: %d hears %d".formatted(seed, person.number, other.number);
        assertThat(heard).as(what).hasSizeGreaterThan(50);
        List<Integer> numbers = heard.stream().map(SimTalker.Heard::number).sorted().toList();
        int first = numbers.getFirst();
        var expected = new ArrayList<Integer>();
        for (int i = first; i < other.talker.sent(); i++) {
            expected.add(i);
        }
        assertThat(numbers).as(what).isEqualTo(expected);
        assertThat(heard).allMatch(each -> each.talker() == other.number);
        List<Long> indexes = heard.stream().map(SimTalker.Heard::index).sorted().toList();
        assertThat(indexes.getLast() - indexes.getFirst())
                .as("%s: no gap in the numbers", what)
                .isEqualTo(indexes.size() - 1L);
        long wrongTime =
                heard.stream()
                        .filter(each ->
                                each.timestamp() - heard.getFirst().timestamp()
                                        != (each.number() - heard.getFirst().number()) * 960)
                        .count();
        assertThat(wrongTime).as("%s: timestamps go on", what).isZero();
        assertThat(person.talker.reportedOn(FIRST_SSRC + other.number))
                .as("%s: sender reports", what)
                .isNotEmpty();
    }

    @Test
    void peopleOnTwoLegsHearEachOther() {
        meet(1, SimLink.delay(Duration.ofMillis(1)));
        network.runFor(Duration.ofSeconds(3));
        stop();

        assertEverythingHeardOnce();
        assertThat(a.trunk().feedsIn()).isEqualTo(1);
        assertThat(a.trunk().feedsOut()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void nobodyMissesOrRepeatsAWordWhilePeopleMove(long newSeed) {
        meet(newSeed, SimLink.delay(Duration.ofMillis(1)).withJitter(Duration.ofMillis(2)));
        for (int i = 0; i < 12; i++) {
            Person person = people.get(random.nextInt(people.size()));
            move(person);
            if (random.nextBoolean()) {
                network.runFor(Duration.ofMillis(random.nextInt(120)));
                Person second = people.get((person.number + 1) % people.size());
                if (!second.isMoving) {
                    move(second);
                }
            }
            settle();
            network.runFor(Duration.ofMillis(random.nextInt(1_500)));
        }
        stop();

        assertEverythingHeardOnce();
        assertThat(people.stream().mapToInt(p -> p.moves).sum()).isGreaterThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void nothingIsMissedWhenTheTrunkReordersAndRepeats(long newSeed) {
        meet(
                newSeed,
                SimLink.delay(Duration.ofMillis(2))
                        .withReordering(0.1, Duration.ofMillis(7))
                        .withDuplication(0.05));
        for (int i = 0; i < 8; i++) {
            move(people.get(random.nextInt(people.size())));
            settle();
            network.runFor(Duration.ofMillis(300 + random.nextInt(1_000)));
        }
        stop();

        assertEverythingHeardOnce();
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void aMoveThatFailsAfterTheFreezeLosesNothing(long newSeed) {
        meet(newSeed, SimLink.delay(Duration.ofMillis(1)));
        fate = SimMove.Fate.REFUSES;
        for (int i = 0; i < 6; i++) {
            move(people.get(random.nextInt(people.size())));
            settle();
            network.runFor(Duration.ofMillis(random.nextInt(1_500)));
        }
        fate = SimMove.Fate.LIVES;
        move(people.getFirst());
        settle();
        network.runFor(SECOND);
        stop();

        assertEverythingHeardOnce();
    }

    @ParameterizedTest
    @MethodSource("waysToVanish")
    void aTargetThatVanishesBeforeGoTakesNothingWithIt(
            SimMove.Fate when, boolean isMissedAtOnce, long newSeed) {
        meet(newSeed, SimLink.delay(Duration.ofMillis(1)).withJitter(Duration.ofMillis(1)), 3);
        fate = when;
        isBroken = isMissedAtOnce;
        Person mover = people.get(random.nextInt(3));
        SimLeg.Member before = mover.member;

        move(mover);
        settle();
        network.runFor(Duration.ofSeconds(4));
        stop();

        assertThat(mover.member).isSameAs(before);
        assertEverythingHeardOnce();
        assertThat(a.events).noneMatch(RoomEvent.ProducerClosed.class::isInstance);
    }

    static Stream<Arguments> waysToVanish() {
        return Stream.of(SimMove.Fate.values())
                .filter(fate -> fate.name().startsWith("VANISHES"))
                .filter(fate -> fate != SimMove.Fate.VANISHES_AFTER_GO)
                .flatMap(fate ->
                        LongStream.rangeClosed(61, 64)
                                .boxed()
                                .flatMap(seed ->
                                        Stream.of(
                                                Arguments.of(fate, true, seed),
                                                Arguments.of(fate, false, seed))));
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73, 74})
    void aTargetThatVanishesAfterGoTakesOneSessionAndNoNonceWithIt(long newSeed) {
        meet(newSeed, SimLink.delay(Duration.ofMillis(1)), 3);
        fate = SimMove.Fate.VANISHES_AFTER_GO;
        isBroken = random.nextBoolean();

        move(people.getFirst());
        settle();
        network.runFor(SECOND);
        stop();

        assertThat(a.room.hasSession("s0")).isFalse();
        assertThat(engine.nonceReuses()).isZero();
        assertHeardOnce(people.get(1), people.get(2));
        assertHeardOnce(people.get(2), people.get(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void survivesLossOnTheTrunkWithoutRepeatingAWord(long newSeed) {
        meet(
                newSeed,
                SimLink.delay(Duration.ofMillis(1))
                        .withLoss(0.05)
                        .withReordering(0.05, Duration.ofMillis(5)));
        for (int i = 0; i < 8; i++) {
            move(people.get(random.nextInt(people.size())));
            settle();
            network.runFor(Duration.ofMillis(300 + random.nextInt(1_000)));
        }
        stop();

        for (Person person : people) {
            for (Person other : people) {
                List<Integer> numbers =
                        person.talker.heardOn(FIRST_SSRC + other.number).stream()
                                .map(SimTalker.Heard::number)
                                .toList();
                assertThat(numbers).doesNotHaveDuplicates();
                assertThat(numbers)
                        .as("seed %d", seed)
                        .hasSizeGreaterThan((other.talker.sent() - numbers.getFirst()) * 9 / 10);
            }
        }
        assertThat(engine.nonceReuses()).isZero();
    }

    @Test
    void aTrunkThatFallsSilentEndsWhatCameOverItAndNothingElse() {
        meet(51, SimLink.delay(Duration.ofMillis(1)));
        network.partition(a.node, b.node);
        network.runFor(Duration.ofSeconds(4));

        assertThat(a.events)
                .contains(
                        new RoomEvent.ProducerClosed(
                                "p2", RoomEvent.ProducerClosed.Reason.TRUNK_LOST));
        assertThat(a.trunkEvents).contains(new TrunkEvent.Over(true));
        assertThat(b.events)
                .contains(
                        new RoomEvent.ProducerClosed(
                                "p0", RoomEvent.ProducerClosed.Reason.TRUNK_LOST),
                        new RoomEvent.ProducerClosed(
                                "p1", RoomEvent.ProducerClosed.Reason.TRUNK_LOST));
        int heard = people.getFirst().talker.heardOn(FIRST_SSRC + 1).size();
        network.runFor(SECOND);
        assertThat(people.getFirst().talker.heardOn(FIRST_SSRC + 1).size() - heard)
                .as("those on one leg go on")
                .isBetween(48, 52);
    }
}
