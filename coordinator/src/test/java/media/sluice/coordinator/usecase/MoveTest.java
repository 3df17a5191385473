package media.sluice.coordinator.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.Profile;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A room on two nodes: who is where, what is relayed, and what a failed move leaves. */
@Timeout(20)
final class MoveTest {
    private static final RoomSettings NO_WISH = new RoomSettings(0, 0, 0);

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService nodeCalls = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong nowMillis = new AtomicLong(1_000_000_000);
    private final FakeNode first = new FakeNode("n1", true);
    private final FakeNode second = new FakeNode("n2", true);
    private final Rooms rooms = rooms();

    @AfterEach
    void stop() {
        timers.shutdownNow();
        nodeCalls.shutdownNow();
    }

    @Test
    void movesAParticipantAndTellsItOnlyCandidates() {
        var alice = join("alice");
        alice.client().heard.clear();

        assertThat(rooms.move("r", "alice", ""))
                .contains(new MoveOutcome.Moved(MoveOutcome.How.FOLLOWED, "n1", "n2", 1000, 3));

        assertThat(second.calls).containsSubsequence("createRoom", "prepareMove");
        awaitTrue(() -> second.calls.contains("link n1:7980"));
        assertThat(first.calls).contains("moveSession");
        awaitTrue(() -> alice.client().names().contains("Trickle"));
        assertThat(alice.client().names()).containsOnly("Trickle");
        rooms.participants("r");
        alice.line().receive(RoomsTest.camera());
        awaitTrue(() -> second.calls.contains("createProducer"));
        assertThat(first.calls).doesNotContain("createProducer");
    }

    @Test
    void relaysATrackToANodeBeforeItIsConsumedThere() {
        var alice = join("alice");
        alice.line().receive(RoomsTest.camera());
        awaitTrue(() -> first.calls.contains("createProducer"));
        rooms.move("r", "alice", "n2");
        var bob = join("bob");

        bob.line().receive(new ClientMessage.Offer(2, RoomsTest.offer()));

        awaitTrue(() -> first.calls.contains("createConsumer"));
        assertThat(first.calls).containsSubsequence("createRelay n2:7980", "createConsumer");
        assertThat(second.calls).doesNotContain("createConsumer");
    }

    @Test
    void aFailedMoveLeavesEverythingWhereItWas() {
        var alice = join("alice");
        first.nextMove = new MoveResult.Stayed(false, "node n2 refused the ticket");

        assertThat(rooms.move("r", "alice", "n2"))
                .contains(
                        new MoveOutcome.Stayed(
                                ErrorCode.UNAVAILABLE, "node n2 refused the ticket"));

        alice.line().receive(RoomsTest.camera());
        awaitTrue(() -> first.calls.contains("createProducer"));
        assertThat(second.calls).doesNotContain("createProducer");
        first.nextMove = new MoveResult.Moved(500, 0);
        assertThat(rooms.move("r", "alice", "n2"))
                .contains(new MoveOutcome.Moved(MoveOutcome.How.FOLLOWED, "n1", "n2", 500, 0));
    }

    @Test
    void aMoveNobodyKnowsTheEndOfSendsTheClientToJoinAnew() {
        var alice = join("alice");
        first.nextMove = new MoveResult.Lost("n2 was lost with the keys");

        assertThat(rooms.move("r", "alice", "n2").orElseThrow())
                .isInstanceOf(MoveOutcome.Stayed.class);

        awaitTrue(() -> alice.client().names().contains("Leave"));
    }

    @Test
    void findsPeopleByIdentityElseByName() {
        join("alice");
        join("bob");
        rooms.join(inRoom("a", RoomsTest.call("bob", true)), NO_WISH);

        assertThat(rooms.find("", "alice")).containsExactly(new Seat("r", "alice"));
        assertThat(rooms.find("", "bob"))
                .containsExactly(new Seat("a", "bob"), new Seat("r", "bob"));
        assertThat(rooms.find("a", "bob")).containsExactly(new Seat("a", "bob"));
        assertThat(rooms.find("", "carol")).isEmpty();
        assertThat(rooms.find("nowhere", "bob")).isEmpty();

        var alice = rooms.participant("r", "alice").orElseThrow();
        var renamed = new Profile("Carol", "", Map.of());
        rooms.command("r", new RoomCommand.UpdateProfile(alice.sid(), renamed));
        assertThat(rooms.find("", "Carol")).containsExactly(new Seat("r", "alice"));
    }

    @Test
    void saysWhyNobodyCanMove() {
        join("alice");
        assertThat(rooms.move("nowhere", "alice", "n2")).isEmpty();
        assertThat(reason("bob", "n2")).contains("bob");
        assertThat(reason("alice", "n1")).contains("already");
        assertThat(reason("alice", "n7")).contains("no media node n7");
        second.cordon = Cordon.EMPTYING;
        assertThat(reason("alice", "")).contains("no media node is in service");
    }

    @Test
    void emptiesACordonedNodeAndSendsNewcomersElsewhere() {
        join("alice");
        join("bob");

        first.cordon = Cordon.EMPTYING;

        awaitTrue(() -> count(first, "moveSession") == 2);
        join("carol");
        assertThat(second.calls).contains("createSession");
    }

    @Test
    void aClosedNodeKeepsThoseOnItAndTakesNobodyMore() throws InterruptedException {
        join("alice");

        first.cordon = Cordon.CLOSED;

        join("carol");
        assertThat(second.calls).contains("createSession");
        // Twice what it takes to begin with emptying.
        Thread.sleep(2000);
        assertThat(first.calls).doesNotContain("moveSession");
    }

    @Test
    void aLostNodeTakesOnlyThoseOnIt() {
        var alice = join("alice");
        var bob = join("bob");
        rooms.move("r", "bob", "n2");

        rooms.onNodeLost("n1");

        awaitTrue(() -> alice.client().names().contains("Leave"));
        assertThat(rooms.participants("r").orElseThrow()).hasSize(1);
        assertThat(bob.client().heard.stream().filter(ServerMessage.Leave.class::isInstance))
                .isEmpty();
    }

    @Test
    void closesTheRoomOnAllItsNodes() throws Exception {
        join("alice");
        rooms.move("r", "alice", "n2");

        rooms.delete("r");

        assertThat(first.closedRooms.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(second.closedRooms.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    private static JoinCall inRoom(String name, JoinCall call) {
        return new JoinCall(
                name,
                call.identity(),
                call.claims(),
                call.kind(),
                call.profile(),
                call.permissions(),
                call.client(),
                call.isSinglePeer(),
                call.tracks(),
                call.offer());
    }

    private static int count(FakeNode node, String call) {
        return Collections.frequency(node.calls, call);
    }

    private String reason(String identity, String nodeId) {
        return ((MoveOutcome.Stayed) rooms.move("r", identity, nodeId).orElseThrow()).reason();
    }

    private record Person(SignalLine line, FakeClient client) {}

    private Person join(String identity) {
        var outcome = rooms.join(RoomsTest.call(identity, true), NO_WISH);
        var client = new FakeClient();
        var line = ((JoinOutcome.Opened) outcome).line();
        line.attach(client);
        return new Person(line, client);
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
                        _ -> {},
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
