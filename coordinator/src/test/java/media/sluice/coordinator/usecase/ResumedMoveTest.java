package media.sluice.coordinator.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.NodeEvent;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.port.SignalTarget;
import media.sluice.coordinator.room.ClientFacts;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that do not follow to another node: they are asked to resume, and what they restart then
 * moves; whatever they do or fail to do, the move ends and they hear where their session is.
 */
@Timeout(20)
final class ResumedMoveTest {
    private static final RoomSettings NO_WISH = new RoomSettings(0, 0, 0);
    private static final MoveResult SILENT = new MoveResult.Stayed(true, "no check");
    private static final int SOURCE_PORT = 7882;
    private static final int TARGET_PORT = 7999;

    private final HandTimers timers = new HandTimers();
    private final ExecutorService nodeCalls = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong nowMillis = new AtomicLong(1_000_000_000);
    private final ConcurrentLinkedQueue<Counter> counted = new ConcurrentLinkedQueue<>();
    private final FakeNode first = new FakeNode("n1", true);
    private final FakeNode second = new FakeNode("n2", true);
    private final Rooms rooms = rooms();

    @AfterEach
    void stop() {
        timers.shutdownNow();
        nodeCalls.shutdownNow();
    }

    @Test
    void aClientThatDoesNotFollowResumesAndItsIceRestartTakesItThere() throws Exception {
        var alice = join(RoomsTest.call("alice", true));
        first.moves.add(SILENT);

        var move = move("alice");
        awaitTrue(() -> alice.client.isClosed);
        assertThat(alice.client.last(ServerMessage.Leave.class))
                .isEqualTo(new ServerMessage.Leave(LeaveReason.MIGRATION, LeaveAction.RESUME));
        assertThat(move).isNotDone();
        first.calls.clear();
        alice.resume();
        alice.offer(8, "new1");

        assertThat(move.get(10, TimeUnit.SECONDS))
                .isEqualTo(new MoveOutcome.Moved(MoveOutcome.How.RESUMED, "n1", "n2", 1000, 3));
        assertThat(first.calls).containsSubsequence("restartIce", "connectSession", "moveSession");
        assertThat(alice.client.last(ServerMessage.Answer.class).sdp())
                .contains("a=ice-ufrag:again1");
        awaitTrue(() -> alice.ports(SignalTarget.PUBLISHER).equals(List.of(TARGET_PORT)));
        assertThat(counted).contains(Counter.MOVES, Counter.MOVES_RESUMED);
        alice.line.receive(RoomsTest.camera());
        awaitTrue(() -> second.calls.contains("createProducer"));
    }

    @Test
    void bothConnectionsOfAnOlderClientMoveOnceItHasRestartedEach() throws Exception {
        var alice = joinDual();
        first.moves.add(SILENT);

        var move = move("alice");
        awaitTrue(() -> alice.client.isClosed);
        assertThat(Collections.frequency(first.calls, "moveSession"))
                .as("who does not follow with one does not with the other")
                .isEqualTo(1);
        alice.resume();
        awaitTrue(() -> alice.client.names().contains("Offer"));
        alice.answer("new1");
        awaitTrue(() -> alice.ports(SignalTarget.SUBSCRIBER).equals(List.of(TARGET_PORT)));
        rooms.participants("r");
        assertThat(move).isNotDone();
        alice.offer(8, "new2");

        assertThat(move.get(10, TimeUnit.SECONDS))
                .isEqualTo(new MoveOutcome.Moved(MoveOutcome.How.RESUMED, "n1", "n2", 1000, 6));
        awaitTrue(() -> alice.ports(SignalTarget.PUBLISHER).equals(List.of(TARGET_PORT)));
        assertThat(Collections.frequency(first.calls, "moveSession")).isEqualTo(3);
    }

    @Test
    void whoDoesNotComeBackStaysAndIsServedWhenItComesLater() throws Exception {
        var alice = join(RoomsTest.call("alice", true));
        first.moves.add(SILENT);
        var move = move("alice");
        awaitTrue(() -> alice.client.isClosed);

        nowMillis.addAndGet(10_001);
        tick();

        assertThat(move.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        MoveOutcome.Stayed.class,
                        stayed -> {
                            assertThat(stayed.code()).isEqualTo(ErrorCode.CONFLICT);
                            assertThat(stayed.reason()).contains("nor come back");
                        });
        assertThat(counted).contains(Counter.MOVES_FAILED).doesNotContain(Counter.MOVES);
        alice.resume();
        alice.offer(8, "new1");
        awaitTrue(() -> alice.ports(SignalTarget.PUBLISHER).contains(SOURCE_PORT));
        assertThat(alice.ports(SignalTarget.PUBLISHER)).doesNotContain(TARGET_PORT);
    }

    @Test
    void whoCannotReachTheTargetHearsOfItsOwnNodeAfterAll() throws Exception {
        var alice = join(RoomsTest.call("alice", true));
        first.moves.addAll(List.of(SILENT, SILENT));
        var move = move("alice");
        awaitTrue(() -> alice.client.isClosed);
        alice.resume();
        alice.offer(8, "new1");

        assertThat(move.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        MoveOutcome.Stayed.class,
                        stayed -> assertThat(stayed.reason()).contains("sent no check to n2"));
        awaitTrue(() -> alice.ports(SignalTarget.PUBLISHER).contains(SOURCE_PORT));
        assertThat(alice.ports(SignalTarget.PUBLISHER)).startsWith(TARGET_PORT, SOURCE_PORT);
        assertThat(alice.client.names()).doesNotContain("Leave");
        assertThat(rooms.move("r", "alice", "n2").orElseThrow())
                .isEqualTo(new MoveOutcome.Moved(MoveOutcome.How.FOLLOWED, "n1", "n2", 1000, 3));
    }

    @Test
    void aClientThatResumesOnceMoreWhileItsSessionCrossesStillArrives() throws Exception {
        var alice = join(RoomsTest.call("alice", true));
        first.moves.addAll(List.of(SILENT, SILENT));
        var move = move("alice");
        awaitTrue(() -> alice.client.isClosed);
        first.calls.clear();
        first.hangsAt = "moveSession";
        alice.resume();
        alice.offer(8, "new1");
        awaitTrue(() -> first.calls.contains("moveSession"));

        alice.resume();
        alice.offer(9, "new2");
        rooms.participants("r");
        first.release.countDown();

        assertThat(move.get(10, TimeUnit.SECONDS))
                .isEqualTo(new MoveOutcome.Moved(MoveOutcome.How.RESUMED, "n1", "n2", 1000, 3));
        assertThat(Collections.frequency(first.calls, "moveSession")).isEqualTo(2);
        assertThat(alice.ports(SignalTarget.PUBLISHER)).containsOnly(TARGET_PORT);
    }

    @Test
    void bothConnectionsArriveThoughTheClientResumesOnceMore() throws Exception {
        var alice = joinDual();
        first.moves.addAll(List.of(SILENT, SILENT));
        var move = move("alice");
        awaitTrue(() -> alice.client.isClosed);
        first.hangsAt = "moveSession";
        alice.resume();
        awaitTrue(() -> alice.client.names().contains("Offer"));
        alice.answer("new1");
        alice.offer(8, "new2");
        awaitTrue(() -> Collections.frequency(first.calls, "moveSession") == 2);

        alice.resume();
        alice.offer(9, "newer2");
        rooms.participants("r");
        first.release.countDown();
        awaitTrue(() -> alice.client.names().contains("Offer"));
        alice.answer("newer1");

        assertThat(move.get(10, TimeUnit.SECONDS))
                .isEqualTo(new MoveOutcome.Moved(MoveOutcome.How.RESUMED, "n1", "n2", 1000, 6));
    }

    @Test
    void nobodyIsAskedToResumeTowardsANodeThatHangs() {
        var alice = join(RoomsTest.call("alice", true));
        first.moves.add(SILENT);
        second.preparations.set(1);

        assertThat(rooms.move("r", "alice", "n2").orElseThrow())
                .isEqualTo(
                        new MoveOutcome.Stayed(ErrorCode.UNAVAILABLE, "node n2 does not answer"));

        assertThat(alice.client.isClosed).isFalse();
        assertThat(alice.client.names()).doesNotContain("Leave");
    }

    @Test
    void aMoveThatEndsHalfWaySaysWhatIsWhereAndTheNextBringsTheRest() {
        joinDual();
        first.moves.add(new MoveResult.Moved(500, 1));
        first.moves.add(new MoveResult.Stayed(false, "node n2 is full"));

        assertThat(rooms.move("r", "alice", "n2").orElseThrow())
                .isInstanceOfSatisfying(
                        MoveOutcome.Stayed.class,
                        stayed ->
                                assertThat(stayed.reason())
                                        .startsWith("node n2 is full")
                                        .contains("on which it sends is on n2")
                                        .contains("the other stays on n1"));

        assertThat(rooms.move("r", "alice", "n2").orElseThrow())
                .isInstanceOf(MoveOutcome.Moved.class);
        assertThat(Collections.frequency(first.calls, "moveSession")).isEqualTo(3);
        assertThat(second.calls).doesNotContain("moveSession");
    }

    @Test
    void aHalfMovedParticipantCanAlsoGoBack() {
        joinDual();
        first.moves.add(new MoveResult.Moved(500, 1));
        first.moves.add(new MoveResult.Stayed(false, "node n2 is full"));
        rooms.move("r", "alice", "n2");

        assertThat(rooms.move("r", "alice", "n1").orElseThrow())
                .isInstanceOf(MoveOutcome.Moved.class);

        assertThat(Collections.frequency(second.calls, "moveSession")).isEqualTo(1);
    }

    @Test
    void aClientTooOldForTheWordOnlyLosesItsSignal() {
        var call = RoomsTest.call("alice", true);
        var alice = join(with(call, new ClientFacts("js", 12, 0, List.of(), true, false)));
        first.moves.add(SILENT);

        var _ = move("alice");

        awaitTrue(() -> alice.client.isClosed);
        assertThat(alice.client.names()).doesNotContain("Leave");
    }

    @Test
    void whoLeavesMeanwhileEndsTheMove() throws Exception {
        var alice = join(RoomsTest.call("alice", true));
        first.moves.add(SILENT);
        var move = move("alice");
        awaitTrue(() -> alice.client.isClosed);

        alice.resume();
        alice.line.receive(new ClientMessage.Leave(LeaveReason.CLIENT_INITIATED));

        assertThat(move.get(10, TimeUnit.SECONDS)).isInstanceOf(MoveOutcome.Stayed.class);
    }

    @Test
    void aCordonedNodeTriesAgainSoonWhereTheTargetRefused() {
        var alice = join(RoomsTest.call("alice", true));
        rooms.onEvent(
                "n1",
                rooms.list(List.of()).getFirst().sid(),
                new NodeEvent.SessionChanged(alice.sid, SessionState.CONNECTED));
        first.nextMove = new MoveResult.Stayed(false, "the target refused");
        first.cordon = Cordon.EMPTYING;

        tick();
        awaitTrue(() -> Collections.frequency(counted, Counter.MOVES_FAILED) == 1);
        for (long pauseMillis : List.of(1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L)) {
            int before = tries();
            nowMillis.addAndGet(pauseMillis);
            tick();
            assertThat(tries()).as("after %d ms", pauseMillis).isEqualTo(before);
            nowMillis.addAndGet(1);
            tick();
            awaitTrue(() -> tries() == before + 1);
            awaitTrue(() -> Collections.frequency(counted, Counter.MOVES_FAILED) == before + 1);
        }
    }

    @Test
    void aCordonedNodeAsksWhoDoesNotFollowAgainWithGrowingPauses() {
        var alice = join(RoomsTest.call("alice", true));
        rooms.onEvent(
                "n1",
                rooms.list(List.of()).getFirst().sid(),
                new NodeEvent.SessionChanged(alice.sid, SessionState.CONNECTED));
        first.nextMove = SILENT;
        first.cordon = Cordon.EMPTYING;

        tick();
        for (long pauseMillis : List.of(10_000L, 20_000L)) {
            int failed = Collections.frequency(counted, Counter.MOVES_FAILED);
            awaitTrue(() -> alice.client.isClosed);
            alice.resume();
            nowMillis.addAndGet(10_000);
            tick();
            nowMillis.addAndGet(1);
            tick();
            awaitTrue(() -> Collections.frequency(counted, Counter.MOVES_FAILED) == failed + 1);
            int before = tries();
            nowMillis.addAndGet(pauseMillis - 1);
            tick();
            assertThat(tries()).as("after %d ms", pauseMillis).isEqualTo(before);
            nowMillis.addAndGet(1);
            tick();
            awaitTrue(() -> tries() == before + 1);
        }
    }

    private int tries() {
        return Collections.frequency(first.calls, "moveSession");
    }

    private void tick() {
        timers.tick();
        rooms.participants("r");
    }

    private CompletableFuture<MoveOutcome> move(String identity) {
        return CompletableFuture.supplyAsync(
                () -> rooms.move("r", identity, "n2").orElseThrow(),
                task -> Thread.ofVirtual().start(task));
    }

    private final class Person {
        private final String sid;
        private SignalLine line;
        private FakeClient client = new FakeClient();

        Person(JoinOutcome outcome) {
            line = ((JoinOutcome.Opened) outcome).line();
            sid = line.sid();
            line.attach(client);
        }

        void resume() {
            client = new FakeClient();
            var outcome = rooms.resume(new ResumeCall("r", "alice", sid));
            line = ((JoinOutcome.Opened) outcome).line();
            line.attach(client);
        }

        void offer(int id, String ufrag) {
            line.receive(
                    new ClientMessage.Offer(
                            id,
                            RoomsTest.offer()
                                    .replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:" + ufrag)));
        }

        /** Answers the server's offer. */
        void answer(String ufrag) {
            var offer = client.last(ServerMessage.Offer.class);
            line.receive(
                    new ClientMessage.Answer(
                            offer.id(),
                            offer.sdp()
                                    .replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:" + ufrag)
                                    .replace("a=ice-lite\r\n", "")
                                    .replace("a=setup:actpass", "a=setup:active")));
        }

        /** Ports of the candidates it was told for a connection, in order. */
        List<Integer> ports(SignalTarget target) {
            synchronized (client.heard) {
                return client.heard.stream()
                        .filter(ServerMessage.Trickle.class::isInstance)
                        .map(ServerMessage.Trickle.class::cast)
                        .filter(trickle -> trickle.target() == target)
                        .map(trickle -> Integer.valueOf(trickle.candidate().split(" ")[5]))
                        .toList();
            }
        }
    }

    private Person join(JoinCall call) {
        return new Person(rooms.join(call, NO_WISH));
    }

    /** With one connection to receive and one to send. */
    private Person joinDual() {
        var alice = join(RoomsTest.call("alice", false));
        awaitTrue(() -> alice.client.names().contains("Offer"));
        alice.answer("old1");
        alice.offer(7, "old2");
        awaitTrue(() -> alice.client.names().contains("Answer"));
        return alice;
    }

    private static JoinCall with(JoinCall call, ClientFacts client) {
        return new JoinCall(
                call.roomName(),
                call.identity(),
                call.claims(),
                call.kind(),
                call.profile(),
                call.permissions(),
                client,
                call.isSinglePeer(),
                call.tracks(),
                call.offer());
    }

    private Rooms rooms() {
        var services =
                new Services(
                        "c1",
                        new TwoNodes(first, second),
                        new MemoryRoomStore(0),
                        new JwtTokens(Map.of("devkey", "secret")),
                        () -> Instant.ofEpochMilli(nowMillis.get()),
                        timers,
                        nodeCalls,
                        counted::add,
                        new DataPackets(),
                        false);
        return new Rooms(services, new RoomSettings(300, 20, 0), true);
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within 10 s");
            }
            Thread.onSpinWait();
        }
    }
}
