package media.sluice.coordinator.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.ListedRoom;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that does not answer: who waits for it, and who must not. */
@Timeout(20)
final class SlowNodeTest {
    private static final RoomSettings NO_WISH = new RoomSettings(0, 0, 0);

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService nodeCalls = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        timers.shutdownNow();
        nodeCalls.shutdownNow();
    }

    @Test
    void signalsOfOthersPassAProducerThatIsNotOpened() {
        var node = new FakeNode();
        var rooms = rooms(node);
        var alice = join(rooms, "alice");
        var bob = join(rooms, "bob");
        node.hangsAt = "createProducer";

        alice.say(RoomsTest.camera());
        awaitTrue(() -> node.calls.contains("createProducer"));
        bob.say(RoomsTest.camera());

        awaitTrue(() -> bob.client.names().contains("TrackPublished"));
        awaitTrue(() -> count(node, "createProducer") == 2);
        assertThat(rooms.participants("r").orElseThrow()).hasSize(2);
        assertThat(bob.client.names()).doesNotContain("SectionsNeeded");
        node.release.countDown();
        awaitTrue(() -> bob.client.names().contains("SectionsNeeded"));
    }

    @Test
    void aSessionThatIsNotOpenedKeepsOnlyTheNewcomerWaiting() throws Exception {
        var node = new FakeNode();
        var rooms = rooms(node);
        var alice = join(rooms, "alice");
        node.hangsAt = "createSession";

        var bob = inBackground(() -> rooms.join(RoomsTest.call("bob", true), NO_WISH));
        awaitTrue(() -> count(node, "createSession") == 2);
        alice.say(RoomsTest.camera());

        awaitTrue(() -> alice.client.names().contains("TrackPublished"));
        awaitTrue(() -> node.calls.contains("createProducer"));
        assertThat(bob).isNotDone();
        assertThat(rooms.participants("r").orElseThrow()).hasSize(1);
        node.release.countDown();
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(JoinOutcome.Opened.class);
    }

    @Test
    void whoMaySendDataHearsOfItOnceTheNodeKnows() {
        var node = new FakeNode();
        var rooms = rooms(node);
        var alice = join(rooms, "alice");
        alice.say(RoomsTest.camera());
        awaitTrue(() -> alice.client.names().contains("TrackPublished"));
        var sid = rooms.participants("r").orElseThrow().getFirst().sid();
        rooms.command("r", new RoomCommand.UpdatePermissions(sid, permissions(false)));
        awaitTrue(() -> node.data.producers.isEmpty() && hasHeard(alice.client, false));
        alice.client.heard.clear();
        node.hangsAt = "createDataProducer";

        rooms.command("r", new RoomCommand.UpdatePermissions(sid, permissions(true)));
        awaitTrue(() -> node.calls.contains("createDataProducer"));

        assertThat(hasHeard(alice.client, true)).isFalse();
        node.release.countDown();
        awaitTrue(() -> hasHeard(alice.client, true));
        assertThat(node.data.producers).hasSize(4);
    }

    private static boolean hasHeard(FakeClient client, boolean canPublishData) {
        return List.copyOf(client.heard).stream()
                .filter(ServerMessage.ParticipantsChanged.class::isInstance)
                .map(ServerMessage.ParticipantsChanged.class::cast)
                .flatMap(message -> message.participants().stream())
                .anyMatch(each -> each.permissions().canPublishData() == canPublishData);
    }

    private static Permissions permissions(boolean canPublishData) {
        return new Permissions(
                true, true, canPublishData, Set.of(), true, false, false, false, false);
    }

    @Test
    void answersComeInTheOrderOfTheirOffers() {
        var node = new FakeNode();
        var rooms = rooms(node);
        var alice = join(rooms, "alice");
        alice.client.heard.clear();
        node.hangsAt = "restartIce";

        alice.say(
                new ClientMessage.Offer(
                        8, RoomsTest.offer().replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:new1")));
        awaitTrue(() -> node.calls.contains("restartIce"));
        alice.say(
                new ClientMessage.Offer(
                        9, RoomsTest.offer().replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:new1")));

        assertThat(rooms.participants("r")).isPresent();
        assertThat(alice.client.names()).doesNotContain("Answer");
        node.release.countDown();
        awaitTrue(() -> alice.answers().equals(List.of(8, 9)));
        assertThat(count(node, "restartIce")).isEqualTo(1);
    }

    @Test
    void closesTheRoomAfterWhatWasAskedOfItBefore() throws Exception {
        var node = new FakeNode();
        var rooms = rooms(node);
        var alice = join(rooms, "alice");
        node.hangsAt = "createProducer";
        alice.say(RoomsTest.camera());
        awaitTrue(() -> node.calls.contains("createProducer"));

        assertThat(rooms.delete("r")).isTrue();

        assertThat(alice.client.names()).endsWith("Leave");
        assertThat(node.calls).doesNotContain("closeSession", "closeRoom");
        node.release.countDown();
        assertThat(node.closedRooms.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(node.calls).endsWith("closeSession", "closeRoom");
    }

    @Test
    void aSessionOfSomebodyAtTheDoorIsNoLeftover() throws Exception {
        var node = new FakeNode();
        var rooms = rooms(node);
        join(rooms, "alice");
        node.hangsAt = "createSession";
        var bob = inBackground(() -> rooms.join(RoomsTest.call("bob", true), NO_WISH));
        awaitTrue(() -> node.sessions.size() == 2);
        var roomId = rooms.list(List.of()).getFirst().sid();

        rooms.onRoomsListed(
                "n1",
                List.of(new ListedRoom(roomId, Set.of("PA_before", node.sessions.getLast()))));

        awaitTrue(() -> node.closedSessions.contains("PA_before"));
        node.release.countDown();
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(JoinOutcome.Opened.class);
        assertThat(node.closedSessions).containsExactly("PA_before");
    }

    @Test
    void whoComesBeforeTheFirstNodeIsHeldUntilItIsThere() throws Exception {
        var node = new FakeNode(false);
        var rooms = rooms(node);

        var alice = inBackground(() -> rooms.join(RoomsTest.call("alice", true), NO_WISH));
        var bob = inBackground(() -> rooms.resume(new ResumeCall("r", "bob", "PA_before")));
        awaitTrue(() -> node.waiting.get() == 2);
        assertThat(alice).isNotDone();
        assertThat(bob).isNotDone();
        node.register();

        assertThat(alice.get(10, TimeUnit.SECONDS)).isInstanceOf(JoinOutcome.Opened.class);
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(JoinOutcome.SentAway.class);
    }

    @Test
    void whoWasHeldInVainIsToldWhy() {
        var node = new FakeNode(false);
        node.isImpatient = true;

        assertThat(rooms(node).join(RoomsTest.call("alice", true), NO_WISH))
                .isInstanceOfSatisfying(
                        JoinOutcome.Refused.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                            assertThat(refused.reason()).contains("no media node has registered");
                        });
    }

    @Test
    void aFurtherNodeThatDoesNotOpenTheRoomKeepsOnlyThoseWaitingWhoGoThere() throws Exception {
        var first = new FakeNode("n1", true);
        var second = new FakeNode("n2", true);
        var rooms = rooms(new TwoNodes(first, second));
        var alice = join(rooms, "alice");
        join(rooms, "bob");
        second.hangsAt = "createRoom";

        var move = inBackground(() -> rooms.move("r", "bob", "n2").orElseThrow());
        awaitTrue(() -> second.calls.contains("createRoom"));
        alice.say(RoomsTest.camera());

        awaitTrue(() -> first.calls.contains("createProducer"));
        assertThat(rooms.participants("r").orElseThrow()).hasSize(2);
        join(rooms, "carol");
        assertThat(move).isNotDone();
        second.release.countDown();
        assertThat(move.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        MoveOutcome.Moved.class,
                        moved -> assertThat(moved.toNodeId()).isEqualTo("n2"));
        assertThat(second.calls).containsSubsequence("createRoom", "prepareMove");
    }

    @Test
    void aTrunkThatDoesNotComeUpHoldsUpNobody() throws Exception {
        var first = new FakeNode("n1", true);
        var second = new FakeNode("n2", true);
        var rooms = rooms(new TwoNodes(first, second));
        var alice = join(rooms, "alice");
        second.hangsAt = "link n1:7980";

        assertThat(rooms.move("r", "alice", "n2").orElseThrow())
                .isInstanceOf(MoveOutcome.Moved.class);

        awaitTrue(() -> second.calls.contains("link n1:7980"));
        alice.say(RoomsTest.camera());
        awaitTrue(() -> second.calls.contains("createProducer"));
        second.release.countDown();
    }

    @Test
    void whoMeetsANodeThatRefusesTheRoomIsToldWhyAndTheNextTriesAgain() {
        var node = new FakeNode();
        var rooms = rooms(node);
        node.isRefusingRooms = true;

        assertThat(rooms.join(RoomsTest.call("alice", true), NO_WISH))
                .isInstanceOfSatisfying(
                        JoinOutcome.Refused.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo(ErrorCode.EXHAUSTED);
                            assertThat(refused.reason()).contains("no room for rooms");
                        });

        node.isRefusingRooms = false;
        awaitTrue(() -> node.calls.contains("closeRoom"));
        join(rooms, "alice");
        assertThat(count(node, "createRoom")).isEqualTo(2);
    }

    private Rooms rooms(NodeDirectory node) {
        var services =
                new Services(
                        "c1",
                        node,
                        new MemoryRoomStore(0),
                        new JwtTokens(Map.of("devkey", "secret")),
                        InstantSource.fixed(Instant.ofEpochSecond(1_000_000)),
                        timers,
                        nodeCalls,
                        _ -> {},
                        new DataPackets(),
                        false);
        return new Rooms(services, new RoomSettings(300, 20, 0), true);
    }

    private record Person(SignalLine line, FakeClient client) {
        void say(ClientMessage message) {
            line.receive(message);
        }

        List<Integer> answers() {
            synchronized (client.heard) {
                return client.heard.stream()
                        .filter(ServerMessage.Answer.class::isInstance)
                        .map(message -> ((ServerMessage.Answer) message).id())
                        .toList();
            }
        }
    }

    private static Person join(Rooms rooms, String identity) {
        var outcome = rooms.join(RoomsTest.call(identity, true), NO_WISH);
        return new Person(((JoinOutcome.Opened) outcome).line(), RoomsTest.attach(outcome));
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> step) {
        return CompletableFuture.supplyAsync(step, task -> Thread.ofVirtual().start(task));
    }

    private static long count(FakeNode node, String call) {
        synchronized (node.calls) {
            return node.calls.stream().filter(call::equals).count();
        }
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
