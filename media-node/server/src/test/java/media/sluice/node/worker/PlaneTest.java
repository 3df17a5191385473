package media.sluice.node.worker;

import static media.sluice.node.worker.PlaneCall.EPOCH;
import static media.sluice.node.worker.PlaneCall.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.core.crypto.HandshakeResult;
import media.sluice.core.crypto.Handshaker;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.room.LegMessage;
import media.sluice.core.session.SessionState;
import media.sluice.core.sim.SimDatagram;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counter;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.TrunkEnd;
import media.sluice.node.relay.TrunkListener;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker's plane on the simulated network: calls, refusals, and what hostile peers send. */
final class PlaneTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Epoch NEWER = new Epoch(2, "coordinator");

    private final SimNetwork network = new SimNetwork(1);
    private final PlaneNode node = new PlaneNode(network, "203.0.113.1", 1);
    private final PlaneCall alice = new PlaneCall(network, 1);
    private final PlaneCall bob = new PlaneCall(network, 2);

    @BeforeEach
    void openRoom() {
        node.commands().createRoom(ROOM, EPOCH);
    }

    private void call() {
        alice.open(node).publish(node);
        bob.open(node).hear(node, alice);
        assertThat(network.runUntil(() -> !bob.browser.echoed().isEmpty(), Duration.ofSeconds(5)))
                .as("bob hears alice")
                .isTrue();
    }

    private SessionSnapshot statistics(PlaneCall call) {
        return node.commands().statistics("", call.id).getFirst().sessions().getFirst();
    }

    @Test
    void forwardsOnePeerToAnother() {
        call();
        int before = bob.browser.echoed().size();

        network.runFor(SECOND);

        assertThat(bob.browser.echoed().size() - before).isBetween(49, 51);
        assertThat(bob.browser.refused()).isZero();
        assertThat(node.events(NodeEvent.SessionStateChanged.class))
                .filteredOn(each -> each.sessionId().equals(bob.id))
                .extracting(NodeEvent.SessionStateChanged::state)
                .containsExactly(SessionState.CONNECTING, SessionState.CONNECTED);
    }

    @Test
    void statisticsNameTheWire() {
        var sent = new ArrayList<SimDatagram>();
        network.dropIf(datagram -> {
            if (datagram.to().equals(bob.address)) {
                sent.add(datagram);
            }
            return false;
        });
        call();
        network.runFor(SECOND);

        SessionSnapshot snapshot = statistics(bob);

        assertThat(snapshot.traffic().datagramsSent()).isEqualTo(sent.size()).isGreaterThan(50);
        assertThat(snapshot.traffic().bytesSent())
                .isEqualTo(sent.stream().mapToLong(each -> each.payload().length).sum());
        assertThat(snapshot.remote()).isEqualTo(bob.address);
        assertThat(snapshot.local()).containsExactly(sent.getLast().from());
        assertThat(snapshot.srtpProfile()).isEqualTo("SRTP_AEAD_AES_128_GCM");
    }

    @Test
    void aRoomThatBreaksTakesNoOtherWithIt() {
        call();
        var other = new PlaneNode(network, "203.0.113.2", 2);
        node.commands().createRoom("broken", EPOCH);
        other.commands().createRoom("broken", EPOCH);
        TrunkEntry here = node.trunks().open("broken", EPOCH, new Listener(true));
        TrunkEntry there = other.trunks().open("broken", EPOCH, new Listener(false));
        TrunkEnd.Greeting greeting = node.trunks().greeting(here);
        node.trunks().connect(here, other.trunks().greeting(there), "there");
        other.trunks().connect(there, greeting, "here");

        network.runFor(SECOND);

        assertThat(node.counters.value(Counter.ROOMS_BROKEN)).isEqualTo(1);
        assertThat(node.commands().openRooms()).extracting(OpenRoom::roomId).containsExactly(ROOM);
        int before = bob.browser.echoed().size();
        network.runFor(SECOND);
        assertThat(bob.browser.echoed().size() - before).isBetween(49, 51);
    }

    /** Of a trunk; fails at the first word if it is to. */
    private record Listener(boolean isFailing) implements TrunkListener {
        @Override
        public void onProven() {
            if (isFailing) {
                throw new IllegalStateException("planted");
            }
        }

        @Override
        public void onFeedEnded(int streamId) {}

        @Override
        public void onFeedUnwanted(int streamId) {}

        @Override
        public void onMessage(LegMessage message) {}

        @Override
        public void onOver() {}
    }

    // ---- refusals
    // --------------------------------------------------------------------------------

    private static void assertRefused(ErrorCode code, ThrowingCallable command) {
        assertThatThrownBy(command)
                .isInstanceOf(RequestException.class)
                .extracting(e -> ((RequestException) e).code())
                .isEqualTo(code);
    }

    @Test
    void refusesEveryCommandOfAFormerOwner() {
        call();
        node.commands().createRoom(ROOM, NEWER);
        var commands = node.commands();
        var impostor = new Epoch(2, "other");
        for (Epoch stale : List.of(EPOCH, impostor)) {
            assertRefused(ErrorCode.STALE_EPOCH, () -> commands.createRoom(ROOM, stale));
            assertRefused(ErrorCode.STALE_EPOCH, () -> commands.closeRoom(ROOM, stale));
            assertRefused(
                    ErrorCode.STALE_EPOCH,
                    () ->
                            commands.createSession(
                                    new SessionRequest(ROOM, "new", null, SessionData.NONE),
                                    stale));
            assertRefused(
                    ErrorCode.STALE_EPOCH,
                    () -> commands.connectSession(alice.id, bob.peer(), stale));
            assertRefused(ErrorCode.STALE_EPOCH, () -> commands.restartIce(alice.id, stale));
            assertRefused(ErrorCode.STALE_EPOCH, () -> commands.closeSession(alice.id, stale));
            assertRefused(
                    ErrorCode.STALE_EPOCH,
                    () -> commands.createProducer(alice.id, PlaneCall.microphone("second"), stale));
            assertRefused(
                    ErrorCode.STALE_EPOCH,
                    () -> commands.pauseProducer(ROOM, "mic-" + alice.id, true, stale));
            assertRefused(
                    ErrorCode.STALE_EPOCH,
                    () -> commands.closeProducer(ROOM, "mic-" + alice.id, stale));
            assertRefused(
                    ErrorCode.STALE_EPOCH,
                    () -> commands.requestKeyframe(ROOM, "mic-" + alice.id, 0, stale));
            assertRefused(ErrorCode.STALE_EPOCH, () -> node.moves().departing(alice.id, stale));
        }
        int before = bob.browser.echoed().size();

        network.runFor(SECOND);

        assertThat(bob.browser.echoed().size() - before).as("nothing happened").isGreaterThan(48);
    }

    @Test
    void refusesWhatIsNotThere() {
        var commands = node.commands();
        var session = new SessionRequest("nowhere", "s", null, SessionData.NONE);
        assertRefused(ErrorCode.UNKNOWN_ROOM, () -> commands.createSession(session, EPOCH));
        assertRefused(ErrorCode.UNKNOWN_ROOM, () -> commands.pauseProducer("no", "p", true, EPOCH));
        assertRefused(ErrorCode.UNKNOWN_ROOM, () -> commands.requestKeyframe("no", "p", 0, EPOCH));
        assertRefused(
                ErrorCode.UNKNOWN_SESSION, () -> commands.connectSession("s", bob.peer(), EPOCH));
        assertRefused(ErrorCode.UNKNOWN_SESSION, () -> commands.restartIce("s", EPOCH));
        assertRefused(
                ErrorCode.UNKNOWN_SESSION,
                () -> commands.createProducer("s", PlaneCall.microphone("m"), EPOCH));
        // Ending what is not there is what the caller wants.
        commands.closeSession("s", EPOCH);
        commands.closeRoom("nowhere", EPOCH);
    }

    @Test
    void takesARepeatedSessionAndRefusesAnotherOfItsName() {
        var commands = node.commands();
        commands.createRoom("second", EPOCH);
        var request = new SessionRequest(ROOM, alice.id, alice.peer(), SessionData.NONE);
        var first = commands.createSession(request, EPOCH);

        assertThat(commands.createSession(request, EPOCH).ice()).isEqualTo(first.ice());
        assertRefused(
                ErrorCode.DIFFERENT_CONTENT,
                () ->
                        commands.createSession(
                                new SessionRequest(
                                        "second", alice.id, alice.peer(), SessionData.NONE),
                                EPOCH));
        assertRefused(
                ErrorCode.DIFFERENT_CONTENT,
                () ->
                        commands.createSession(
                                new SessionRequest(ROOM, alice.id, bob.peer(), SessionData.NONE),
                                EPOCH));
        assertThat(node.counters.value(Counter.SESSIONS_OPENED)).isEqualTo(1);
    }

    @Test
    void aClosedRoomTakesItsSessionsAlong() {
        call();
        node.commands().closeRoom(ROOM, EPOCH);

        assertThat(node.events(NodeEvent.SessionEnded.class))
                .extracting(NodeEvent.SessionEnded::reason)
                .containsExactly(NodeEvent.EndReason.ROOM_CLOSED, NodeEvent.EndReason.ROOM_CLOSED);
        assertThat(node.commands().openRooms()).isEmpty();
        int before = bob.browser.echoed().size();
        network.runFor(SECOND);
        assertThat(bob.browser.echoed().size() - before).isLessThan(3);
        assertThat(node.counters.value(Counter.UNKNOWN_SOURCE)).as("alice goes on").isPositive();
    }

    // ---- what goes wrong
    // -------------------------------------------------------------------------

    @Test
    void aSessionWhosePeerIsGoneExpiresAfterThirtySeconds() {
        call();
        bob.clientNode.crash();
        network.runFor(Duration.ofSeconds(44));
        assertThat(node.events(NodeEvent.SessionEnded.class)).isEmpty();

        network.runFor(Duration.ofSeconds(3));

        assertThat(node.events(NodeEvent.SessionEnded.class))
                .containsExactly(
                        new NodeEvent.SessionEnded(ROOM, bob.id, NodeEvent.EndReason.EXPIRED));
        assertThat(node.counters.value(Counter.SESSIONS_CLOSED)).isEqualTo(1);
    }

    @Test
    void aBrokenSessionEndsAloneAndTheOthersGoOn() {
        call();
        var carol = new PlaneCall(network, 3);
        var usual = node.handshakers;
        node.handshakers = () -> new BrokenHandshaker(usual.newHandshaker());
        carol.open(node);

        network.runFor(Duration.ofSeconds(2));

        assertThat(node.counters.value(Counter.SESSIONS_BROKEN)).isEqualTo(1);
        assertThat(node.events(NodeEvent.SessionEnded.class))
                .containsExactly(
                        new NodeEvent.SessionEnded(ROOM, carol.id, NodeEvent.EndReason.INTERNAL));
        int before = bob.browser.echoed().size();
        network.runFor(SECOND);
        assertThat(bob.browser.echoed().size() - before).isBetween(49, 51);
        assertThat(carol.client.ice().selected()).isNotNull();
    }

    /** Its first datagram finds it in a state that cannot be. */
    private record BrokenHandshaker(Handshaker whole) implements Handshaker {
        @Override
        public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
            throw new IllegalStateException("a broken invariant");
        }

        @Override
        public int pollDatagram(MemorySegment segment, long offset, int capacity) {
            return whole.pollDatagram(segment, offset, capacity);
        }

        @Override
        public int pollUnused(MemorySegment segment, long offset, int capacity) {
            return whole.pollUnused(segment, offset, capacity);
        }

        @Override
        public Status status() {
            return whole.status();
        }

        @Override
        public @Nullable HandshakeResult result() {
            return whole.result();
        }

        @Override
        public Handshaker.@Nullable Failure failure() {
            return whole.failure();
        }

        @Override
        public void close() {
            whole.close();
        }
    }

    // ---- hostile datagrams
    // -----------------------------------------------------------------------

    /** Datagrams that real peers have sent to the node so far, checks among them. */
    private List<byte[]> recordToNode() {
        var recorded = new ArrayList<byte[]>();
        network.dropIf(datagram -> {
            if (node.addresses.contains(datagram.to())) {
                recorded.add(datagram.payload());
            }
            return false;
        });
        return recorded;
    }

    private int sentTo(TransportAddress address, Runnable action) {
        int[] count = new int[1];
        network.dropIf(datagram -> {
            count[0] += datagram.to().equals(address) ? 1 : 0;
            return false;
        });
        action.run();
        return count[0];
    }

    @Test
    void answersNobodyItDoesNotKnow() {
        call();
        var stranger = new PlaneCall(network, 66);
        byte[] check = checkWithUfrag("nobody");
        byte[] media = new byte[100];
        media[0] = (byte) 0x80;
        long source = node.counters.value(Counter.UNKNOWN_SOURCE);

        int answers =
                sentTo(
                        stranger.address,
                        () -> {
                            node.inject(0, stranger.address, check);
                            node.inject(0, stranger.address, media);
                            node.inject(0, stranger.address, new byte[0]);
                            node.inject(0, stranger.address, new byte[] {22, (byte) 0xFE});
                            network.runFor(SECOND);
                        });

        assertThat(answers).isZero();
        assertThat(node.counters.value(Counter.UNKNOWN_UFRAG)).isEqualTo(1);
        assertThat(node.counters.value(Counter.UNKNOWN_SOURCE)).isEqualTo(source + 2);
        assertThat(node.counters.value(Counter.UNCLASSIFIED)).isEqualTo(1);
    }

    @Test
    void holdsNothingOfTheSessionThatSpokeLastOnceItIsGone() {
        WeakReference<IceCredentials> held = sessionThatSpokeAndWent();

        for (int tries = 0; tries < 20 && held.get() != null; tries++) {
            System.gc();
        }

        assertThat(held.get()).isNull();
    }

    private WeakReference<IceCredentials> sessionThatSpokeAndWent() {
        var request = new SessionRequest(ROOM, "brief", alice.peer(), SessionData.NONE);
        IceCredentials local = node.commands().createSession(request, EPOCH).ice();
        node.inject(0, alice.address, checkWithUfrag(local.ufrag()));
        node.commands().closeSession("brief", EPOCH);
        return new WeakReference<>(local);
    }

    private static byte[] checkWithUfrag(String ufrag) {
        return check(ufrag, "0123456789012345678901");
    }

    private static byte[] check(String ufrag, String password) {
        var room = MemorySegment.ofArray(new byte[StunWriter.MAX_LENGTH]);
        var writer = new StunWriter();
        writer.begin(StunType.BINDING_REQUEST, 1, 2)
                .username(ufrag + ":peer")
                .priority(1)
                .integrity(StunKey.of(password))
                .fingerprint();
        return Arrays.copyOf((byte[]) room.heapBase().orElseThrow(), writer.copyTo(room, 0));
    }

    @Test
    void aCheckWithTheRightUfragAndAWrongPasswordOpensNothing() {
        var made =
                node.commands()
                        .createSession(
                                new SessionRequest(ROOM, alice.id, alice.peer(), SessionData.NONE),
                                EPOCH);
        var stranger = new PlaneCall(network, 66);
        byte[] check = checkWithUfrag(made.ice().ufrag());

        int answers =
                sentTo(
                        stranger.address,
                        () -> {
                            for (int socket = 0; socket < 2; socket++) {
                                node.inject(socket, stranger.address, check);
                            }
                            network.runFor(SECOND);
                        });

        assertThat(answers).isZero();
        assertThat(statistics(alice).remote()).isNull();
        assertThat(statistics(alice).state()).isEqualTo(SessionState.NEW);
    }

    @Test
    void aClientsCheckFromAnothersAddressTakesNothingAway() {
        call();
        // One of two sessions has the port that alice talks to.
        for (int number = 66; number < 68; number++) {
            var mallory = new PlaneCall(network, number);
            var request = new SessionRequest(ROOM, mallory.id, mallory.peer(), SessionData.NONE);
            var made = node.commands().createSession(request, EPOCH);
            byte[] check = check(made.ice().ufrag(), made.ice().password());
            for (int socket = 0; socket < 2; socket++) {
                node.inject(socket, alice.address, check);
            }
        }

        assertStillHears(bob);
        assertThat(node.counters.value(Counter.PATH_OF_ANOTHER)).isEqualTo(1);
    }

    @Test
    void whoHasThePortOfSomebodyWhoVanishedHearsNothingOfHis() {
        call();
        int[] toBob = new int[1];
        network.dropIf(datagram -> {
            toBob[0] += datagram.to().equals(bob.address) ? 1 : 0;
            return datagram.from().equals(bob.address);
        });
        network.runFor(Duration.ofSeconds(6));
        assertThat(toBob[0]).isGreaterThan(250);

        // One of two sessions has the port that bob talked to.
        for (int number = 66; number < 68; number++) {
            var next = new PlaneCall(network, number);
            var request = new SessionRequest(ROOM, next.id, next.peer(), SessionData.NONE);
            var made = node.commands().createSession(request, EPOCH);
            byte[] check = check(made.ice().ufrag(), made.ice().password());
            for (int socket = 0; socket < 2; socket++) {
                node.inject(socket, bob.address, check);
            }
        }
        network.runFor(Duration.ofMillis(100));
        toBob[0] = 0;
        network.runFor(SECOND);

        assertThat(toBob[0]).isZero();
        assertThat(statistics(bob).remote()).isNull();
        assertThat(node.counters.value(Counter.PATHS_TAKEN_OVER)).isEqualTo(1);
    }

    @Test
    void aCheckThatWasOverheardLeadsNobodyElsewhere() {
        List<byte[]> recorded = recordToNode();
        call();
        network.runFor(SECOND);
        var stranger = new PlaneCall(network, 66);
        List<byte[]> whole = List.copyOf(recorded);

        int answers =
                sentTo(
                        stranger.address,
                        () -> {
                            whole.forEach(each -> node.inject(0, stranger.address, each));
                            network.runFor(SECOND);
                        });

        assertThat(answers).isZero();
        assertThat(statistics(bob).remote()).isEqualTo(bob.address);
        assertThat(statistics(bob).dropped().get("ICE_REPEATED")).isPositive();
        assertStillHears(bob);
    }

    @Test
    void truncatedDatagramsOfARealCallHarmNobody() {
        List<byte[]> recorded = recordToNode();
        call();
        network.runFor(SECOND);
        List<byte[]> whole = List.copyOf(recorded.subList(0, Math.min(40, recorded.size())));

        for (byte[] datagram : whole) {
            for (int cut = 0; cut < datagram.length; cut++) {
                byte[] part = Arrays.copyOf(datagram, cut);
                node.inject(0, alice.address, part);
                node.inject(0, bob.address, part);
            }
        }

        assertStillHears(bob);
        assertThat(node.counters.value(Counter.MALFORMED_STUN)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomAndBentDatagramsHarmNobody(long seed) {
        List<byte[]> recorded = recordToNode();
        call();
        network.runFor(SECOND);
        List<byte[]> whole = List.copyOf(recorded);
        var random = new SplittableRandom(seed);
        var stranger = new PlaneCall(network, 66);
        List<TransportAddress> sources = List.of(alice.address, bob.address, stranger.address);

        for (int i = 0; i < 5_000; i++) {
            byte[] bytes;
            if (random.nextBoolean()) {
                bytes = new byte[random.nextInt(1_500)];
                random.nextBytes(bytes);
            } else {
                bytes = whole.get(random.nextInt(whole.size())).clone();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            node.inject(random.nextInt(2), sources.get(random.nextInt(3)), bytes);
        }

        assertStillHears(bob);
    }

    private void assertStillHears(PlaneCall listener) {
        int before = listener.browser.echoed().size();
        network.runFor(SECOND);
        assertThat(listener.browser.echoed().size() - before).isBetween(45, 51);
        assertThat(node.counters.value(Counter.SESSIONS_BROKEN)).isZero();
        assertThat(node.events(NodeEvent.SessionEnded.class)).isEmpty();
    }
}
