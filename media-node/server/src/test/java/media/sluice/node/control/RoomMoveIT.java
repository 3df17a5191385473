package media.sluice.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import media.sluice.core.room.RoomEvent;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimTalker;
import media.sluice.node.net.SocketAddresses;
import media.sluice.node.worker.NodeEvent;
import media.sluice.proto.media.v1alpha1.CloseRelayRequest;
import media.sluice.proto.media.v1alpha1.ConnectSessionRequest;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateRelayRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.DtlsFingerprint;
import media.sluice.proto.media.v1alpha1.GetStatisticsRequest;
import media.sluice.proto.media.v1alpha1.IceCredentials;
import media.sluice.proto.media.v1alpha1.MediaKind;
import media.sluice.proto.media.v1alpha1.MoveFailure;
import media.sluice.proto.media.v1alpha1.MoveSessionRequest;
import media.sluice.proto.media.v1alpha1.MoveSessionResponse;
import media.sluice.proto.media.v1alpha1.PeerTransport;
import media.sluice.proto.media.v1alpha1.PrepareMoveRequest;
import media.sluice.proto.media.v1alpha1.RestartIceRequest;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.media.v1alpha1.RoomStatistics;
import media.sluice.proto.media.v1alpha1.RtpCodec;
import media.sluice.proto.media.v1alpha1.RtpEncoding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A room on two nodes with real sockets, driven as a controller does; its people move. */
final class RoomMoveIT {

    private static final RoomEpoch EPOCH =
            RoomEpoch.newBuilder().setCounter(1).setOwner("owner").build();
    private static final String ROOM = "room";
    private static final int FIRST_SSRC = 7_000;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final RelayNode a;
    private final RelayNode b;
    private final List<Person> people = new ArrayList<>();

    RoomMoveIT() throws IOException {
        a = new RelayNode("a");
        b = new RelayNode("b");
        openRoom(a);
        openRoom(b);
    }

    private static void openRoom(RelayNode node) {
        var _ =
                node.api.createRoom(
                        CreateRoomRequest.newBuilder().setRoomId(ROOM).setEpoch(EPOCH).build());
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        for (Person person : people) {
            person.client.leave();
        }
        a.kill();
        b.kill();
    }

    private static RtpCodec opus() {
        return RtpCodec.newBuilder()
                .setMimeType("audio/opus")
                .setPayloadType(SimTalker.TYPE)
                .setClockRateHz(48_000)
                .setChannels(2)
                .build();
    }

    /** Somebody with a session on one of the nodes. */
    private final class Person {
        final int number;
        final RealClient client;
        RelayNode node;

        Person(int number, RelayNode node, Habit habit) throws IOException {
            this.number = number;
            this.node = node;
            client = new RealClient(number, habit);
            people.add(this);
            var made =
                    node.api.createSession(
                            CreateSessionRequest.newBuilder()
                                    .setEpoch(EPOCH)
                                    .setRoomId(ROOM)
                                    .setSessionId(session())
                                    .setPeer(peer(client.ice))
                                    .build());
            var candidate = made.getCandidates(0);
            client.connect(
                    new media.sluice.core.ice.IceCredentials(
                            made.getIce().getUsernameFragment(), made.getIce().getPassword()),
                    SocketAddresses.parse(
                            candidate.getAddress().getIp(), candidate.getAddress().getPort()),
                    candidate.getPriority());
            var _ =
                    node.api.createProducer(
                            CreateProducerRequest.newBuilder()
                                    .setEpoch(EPOCH)
                                    .setSessionId(session())
                                    .setProducerId(producer())
                                    .setKind(MediaKind.MEDIA_KIND_AUDIO)
                                    .setMid("0")
                                    .addCodecs(opus())
                                    .addEncodings(RtpEncoding.newBuilder().setSsrc(SimTalker.SSRC))
                                    .build());
        }

        private PeerTransport peer(media.sluice.core.ice.IceCredentials ice) {
            return PeerTransport.newBuilder()
                    .setIce(
                            IceCredentials.newBuilder()
                                    .setUsernameFragment(ice.ufrag())
                                    .setPassword(ice.password()))
                    .addFingerprints(
                            DtlsFingerprint.newBuilder()
                                    .setAlgorithm(client.fingerprint().algorithm())
                                    .setValue(client.fingerprint().value()))
                    .build();
        }

        /** Restarts ICE at its node, and hears of no candidate yet. */
        void restart() {
            var now =
                    node.api
                            .restartIce(
                                    RestartIceRequest.newBuilder()
                                            .setEpoch(EPOCH)
                                            .setSessionId(session())
                                            .build())
                            .getIce();
            var fresh =
                    client.restart(
                            new media.sluice.core.ice.IceCredentials(
                                    now.getUsernameFragment(), now.getPassword()));
            var _ =
                    node.api.connectSession(
                            ConnectSessionRequest.newBuilder()
                                    .setEpoch(EPOCH)
                                    .setSessionId(session())
                                    .setPeer(peer(fresh))
                                    .build());
        }

        String session() {
            return "s" + number;
        }

        String producer() {
            return "p" + number;
        }

        void hear(Person other) {
            if (other.node != node) {
                relay(node, other.producer(), other.node);
            }
            var _ =
                    node.api.createConsumer(
                            CreateConsumerRequest.newBuilder()
                                    .setEpoch(EPOCH)
                                    .setSessionId(session())
                                    .setConsumerId("c" + number + "-" + other.number)
                                    .setProducerId(other.producer())
                                    .setMid("m" + other.number)
                                    .addCodecs(opus())
                                    .setSsrc(FIRST_SSRC + other.number)
                                    .setCname("cname")
                                    .build());
        }

        /** Runs to its end, as the controller sees it. */
        MoveSessionResponse move() {
            RelayNode target = node == a ? b : a;
            var prepared =
                    target.api.prepareMove(
                            PrepareMoveRequest.newBuilder()
                                    .setEpoch(EPOCH)
                                    .setRoomId(ROOM)
                                    .setSessionId(session())
                                    .build());
            return move(target, prepared.getTicket(), prepared.getRelayAddress());
        }

        MoveSessionResponse move(RelayNode target, String ticket, String address) {
            Iterator<MoveSessionResponse> steps =
                    node.api.moveSession(
                            MoveSessionRequest.newBuilder()
                                    .setEpoch(EPOCH)
                                    .setSessionId(session())
                                    .setTicket(ticket)
                                    .setRelayAddress(address)
                                    .build());
            MoveSessionResponse last = MoveSessionResponse.getDefaultInstance();
            while (steps.hasNext()) {
                last = steps.next();
                if (last.hasOffered()) {
                    var candidate = last.getOffered().getCandidates(0);
                    client.trickle(
                            SocketAddresses.parse(
                                    candidate.getAddress().getIp(),
                                    candidate.getAddress().getPort()),
                            candidate.getPriority());
                }
            }
            if (last.hasCompleted()) {
                node = target;
            }
            return last;
        }

        int heard(Person other) {
            return client.with(talker -> talker.heardOn(FIRST_SSRC + other.number).size());
        }
    }

    private static void relay(RelayNode to, String producer, RelayNode from) {
        var _ =
                to.api.createRelay(
                        CreateRelayRequest.newBuilder()
                                .setEpoch(EPOCH)
                                .setRoomId(ROOM)
                                .setProducerId(producer)
                                .setRelayAddress(from.address)
                                .build());
    }

    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.sleep(5);
        }
    }

    /** Two on one node, one on the other; each hears each. */
    private void meet() throws IOException, InterruptedException {
        meet(Habit.LIBWEBRTC);
    }

    /** {@code habit}: that of the first. */
    private void meet(Habit habit) throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            var _ = new Person(i, i == 2 ? b : a, i == 0 ? habit : Habit.LIBWEBRTC);
        }
        talk();
    }

    private void talk() throws InterruptedException {
        await(
                "connected",
                () -> people.stream().allMatch(p -> p.client.with(SimTalker::isConnected)));
        for (Person person : people) {
            for (Person other : people) {
                person.hear(other);
            }
        }
        awaitWords(20);
    }

    /** Everybody hears so many more words of everybody. */
    private void awaitWords(int count) throws InterruptedException {
        for (Person person : people) {
            for (Person other : people) {
                int before = person.heard(other);
                await(
                        person.number + " hears " + other.number,
                        () -> person.heard(other) >= before + count);
            }
        }
    }

    private void assertNobodyMissedAWord() throws InterruptedException {
        for (Person person : people) {
            var _ =
                    person.client.with(talker -> {
                        talker.stopSending();
                        return true;
                    });
        }
        Thread.sleep(500);
        for (Person person : people) {
            for (Person other : people) {
                List<Integer> numbers =
                        person.client.with(talker ->
                                talker.heardOn(FIRST_SSRC + other.number).stream()
                                        .map(SimTalker.Heard::number)
                                        .sorted()
                                        .toList());
                var expected = new ArrayList<Integer>();
                int sent = other.client.with(SimTalker::sent);
                for (int i = numbers.getFirst(); i < sent; i++) {
                    expected.add(i);
                }
                assertThat(numbers)
                        .as("%d hears %d", person.number, other.number)
                        .isEqualTo(expected);
            }
            assertThat(person.client.with(SimTalker::refused)).isZero();
            assertThat(person.client.with(SimTalker::byes)).isZero();
        }
    }

    private static RoomStatistics statistics(RelayNode node) {
        return node.api
                .getStatistics(GetStatisticsRequest.newBuilder().setRoomId(ROOM).build())
                .getRooms(0);
    }

    @Test
    void peopleMoveBetweenNodesAndNobodyMissesAWord() throws IOException, InterruptedException {
        meet();
        assertThat(statistics(a).getRelayedProducersList())
                .singleElement()
                .matches(each -> each.getProducer().getProducerId().equals("p2"))
                .matches(each -> each.getRelayAddress().equals(b.address))
                .matches(each -> each.getConsumerCount() == 2);

        // There and back, one after the other; then two at the same time in both directions.
        for (int i : new int[] {0, 1, 0, 2}) {
            MoveSessionResponse end = people.get(i).move();
            assertThat(end.hasCompleted()).as("%s", end).isTrue();
            awaitWords(5);
        }
        var first = CompletableFuture.supplyAsync(() -> people.get(0).move());
        var second = CompletableFuture.supplyAsync(() -> people.get(1).move());
        assertThat(first.join().hasCompleted()).as("%s", first.join()).isTrue();
        assertThat(second.join().hasCompleted()).as("%s", second.join()).isTrue();
        awaitWords(10);

        assertNobodyMissedAWord();
        assertThat(statistics(a).getTrunksList()).isNotEmpty();
    }

    @Test
    void whoDoesNotFollowMovesWithItsIceRestart() throws IOException, InterruptedException {
        meet(Habit.STUBBORN);
        Person stubborn = people.getFirst();
        MoveSessionResponse silent = stubborn.move();
        assertThat(silent.getFailed().getReason()).isEqualTo(MoveFailure.MOVE_FAILURE_PEER_SILENT);
        awaitWords(5);

        stubborn.restart();
        MoveSessionResponse end = stubborn.move();

        assertThat(end.hasCompleted()).as("%s", end).isTrue();
        awaitWords(10);
        assertNobodyMissedAWord();
    }

    @Test
    void peopleWhoMoveTheSameWayAtTheSameTimeWaitForEachOther()
            throws IOException, InterruptedException {
        meet();
        for (int laterMillis : new int[] {0, 60, 120}) {
            // One asks for the other's sound at any time of the other's move.
            var first = CompletableFuture.supplyAsync(() -> people.getFirst().move());
            Thread.sleep(laterMillis);
            MoveSessionResponse second = people.get(1).move();
            assertThat(first.join().hasCompleted()).as("%s", first.join()).isTrue();
            assertThat(second.hasCompleted()).as("%s", second).isTrue();
            awaitWords(5);
        }
        assertNobodyMissedAWord();
    }

    @RepeatedTest(8)
    void everybodyLeavesANodeAtOnce(RepetitionInfo info) throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            var _ = new Person(i, a, Habit.LIBWEBRTC);
        }
        talk();
        // Controllers link the legs of a room from either side, perhaps at the same moment.
        var links =
                CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> relay(a, "", b)),
                        CompletableFuture.runAsync(() -> relay(b, "", a)));
        if (info.getCurrentRepetition() % 2 == 0) {
            links.join();
        }
        var moves =
                people.stream().map(person -> CompletableFuture.supplyAsync(person::move)).toList();
        for (var move : moves) {
            assertThat(move.join().hasCompleted()).as("%s", move.join()).isTrue();
        }
        links.join();
        assertThat(statistics(a).getTrunksList()).as("one trunk, whoever opened it").hasSize(1);
        awaitWords(10);
        assertNobodyMissedAWord();
    }

    @Test
    void aMoveThatTheTargetRefusesChangesNothing() throws IOException, InterruptedException {
        meet();
        MoveSessionResponse end =
                people.getFirst().move(b, "no-such-ticket-at-the-target", b.address);

        assertThat(end.getFailed().getReason()).isEqualTo(MoveFailure.MOVE_FAILURE_REFUSED);
        assertThat(end.getFailed().getMessage()).isNotEmpty();
        awaitWords(10);
        assertNobodyMissedAWord();
    }

    @Test
    void aMoveToANodeThatIsNotThereChangesNothing() throws IOException, InterruptedException {
        meet();
        MoveSessionResponse end =
                people.getFirst().move(b, "some-ticket-of-a-dead-node", "127.0.0.1:1");

        assertThat(end.getFailed().getReason()).isEqualTo(MoveFailure.MOVE_FAILURE_NO_RELAY);
        awaitWords(10);
        assertNobodyMissedAWord();
    }

    @Test
    void aNodeThatDiesEndsWhatItRelayedAndNothingElse() throws IOException, InterruptedException {
        meet();
        b.kill();
        await(
                "the loss is told",
                () ->
                        a.events.contains(
                                new NodeEvent.InRoom(
                                        ROOM,
                                        new RoomEvent.ProducerClosed(
                                                "p2",
                                                RoomEvent.ProducerClosed.Reason.TRUNK_LOST))));

        assertThat(statistics(a).getRelayedProducersList()).isEmpty();
        int before = people.get(0).heard(people.get(1));
        await("those on one node go on", () -> people.get(0).heard(people.get(1)) > before + 20);
    }

    @Test
    void relaysAreIdempotentAndEndOnCommand() throws IOException, InterruptedException {
        meet();
        relay(a, "p2", b);
        relay(b, "p2", a);
        assertThat(statistics(a).getRelayedProducersList()).hasSize(1);
        assertThatThrownBy(() -> relay(a, "no-such-producer", b))
                .isInstanceOf(StatusRuntimeException.class)
                .extracting(e -> ((StatusRuntimeException) e).getStatus().getCode())
                .isEqualTo(Status.Code.NOT_FOUND);

        var _ =
                a.api.closeRelay(
                        CloseRelayRequest.newBuilder()
                                .setEpoch(EPOCH)
                                .setRoomId(ROOM)
                                .setProducerId("p2")
                                .build());

        assertThat(statistics(a).getRelayedProducersList()).isEmpty();
        await(
                "the other node feeds it no more",
                () ->
                        statistics(b).getTrunksList().stream()
                                .allMatch(t -> t.getProducersSent() == 0));
        int heard = people.get(2).heard(people.get(0));
        await("the other direction goes on", () -> people.get(2).heard(people.get(0)) > heard + 10);
    }
}
