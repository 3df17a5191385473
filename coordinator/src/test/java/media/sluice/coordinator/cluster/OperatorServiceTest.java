package media.sluice.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.nodes.grpc.KnownNodes;
import media.sluice.coordinator.nodes.grpc.NodeServer;
import media.sluice.coordinator.nodes.grpc.NodeTls;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import media.sluice.coordinator.usecase.FakeNode;
import media.sluice.coordinator.usecase.JoinOutcome;
import media.sluice.coordinator.usecase.Rooms;
import media.sluice.coordinator.usecase.RoomsTest;
import media.sluice.coordinator.usecase.Services;
import media.sluice.proto.cluster.v1alpha1.CordonNodeRequest;
import media.sluice.proto.cluster.v1alpha1.GetLoadRequest;
import media.sluice.proto.cluster.v1alpha1.LoadReport;
import media.sluice.proto.cluster.v1alpha1.OperatorEpoch;
import media.sluice.proto.cluster.v1alpha1.OperatorServiceGrpc;
import media.sluice.proto.cluster.v1alpha1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import media.sluice.proto.cluster.v1alpha1.RoomLeg;
import media.sluice.proto.cluster.v1alpha1.WatchLoadRequest;
import media.sluice.proto.cluster.v1alpha1.WatchLoadResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators are told and may command, over gRPC on loopback. */
final class OperatorServiceTest {
    private static final RoomSettings NO_WISH = new RoomSettings(0, 0, 0);
    private static final OperatorEpoch FIRST = epoch(1, "operator-a");
    private static final OperatorEpoch SECOND = epoch(2, "operator-b");
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final FakeNode node = new FakeNode();
    private final List<Counter> counted = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final Rooms rooms =
            new Rooms(
                    new Services(
                            "c1",
                            node,
                            new MemoryRoomStore(0),
                            new JwtTokens(Map.of("devkey", "secret")),
                            InstantSource.system(),
                            timers,
                            Runnable::run,
                            counted::add,
                            new DataPackets(),
                            false),
                    new RoomSettings(300, 20, 0),
                    true,
                    5000);
    private NodeServer server;
    private ManagedChannel channel;
    private OperatorServiceBlockingStub operators;

    @BeforeEach
    void listen() throws IOException {
        var tls = NodeTls.none();
        var endpoint = new OperatorEndpoint("c1-1", node, rooms, counted::add);
        server =
                NodeServer.start(
                        "127.0.0.1",
                        0,
                        tls,
                        new KnownNodes(() -> rooms, timers, tls),
                        List.of(endpoint));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
        operators =
                OperatorServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        node.release.countDown();
        channel.shutdownNow();
        server.close();
        timers.shutdownNow();
    }

    @Test
    void obeysTheNewestOperatorOnly() {
        cordon(SECOND, Cordon.CLOSED);

        var old = refusal(() -> cordon(FIRST, Cordon.OPEN));
        assertThat(old.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(old.getDescription())
                .contains("operator-a of epoch 1 does not lead")
                .contains("operator-b of epoch 2");
        var twin = refusal(() -> cordon(epoch(2, "operator-a"), Cordon.OPEN));
        assertThat(twin.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(refusal(() -> load(FIRST)).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(node.cordon).isEqualTo(Cordon.CLOSED);
        assertThat(counted).containsOnly(Counter.OPERATOR_CALLS_REFUSED).hasSize(3);

        cordon(epoch(3, "operator-a"), Cordon.OPEN);
        assertThat(node.cordon).isEqualTo(Cordon.OPEN);
    }

    @Test
    void saysWhatAnEpochMustBe() {
        var none = refusal(() -> load(OperatorEpoch.getDefaultInstance()));
        assertThat(none.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(none.getDescription()).contains("counter of 1 or more").contains("lease");
        var negative = refusal(() -> load(epoch(-1, "operator-a")));
        assertThat(negative.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        var nameless = refusal(() -> load(epoch(9, "")));
        assertThat(nameless.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);

        assertThat(load(FIRST).getIsWhole()).isTrue();
    }

    @Test
    void saysThatANodeIsNotThereAndThatACordonIsMissing() {
        var request = CordonNodeRequest.newBuilder().setOperatorEpoch(FIRST).setNodeId("n9");

        var unsaid = refusal(() -> operators.cordonNode(request.build()));
        assertThat(unsaid.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        var unknown = refusal(() -> operators.cordonNode(request.setCordonValue(2).build()));
        assertThat(unknown.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(unknown.getDescription()).contains("n9 is not registered");
    }

    @Test
    void numbersCordonsSoThatTheyRise() {
        long closed = cordon(FIRST, Cordon.CLOSED);
        assertThat(load(FIRST).getNodes(0).getCordon().name()).isEqualTo("CORDON_CLOSED");
        assertThat(load(FIRST).getNodes(0).getCordonNumber()).isEqualTo(closed);

        assertThat(cordon(FIRST, Cordon.EMPTYING)).isGreaterThan(closed);
        assertThat(node.cordon).isEqualTo(Cordon.EMPTYING);
    }

    @Test
    void tellsAllAtFirstAndThenWhatChanged() {
        join("alice");
        var reports = watch(FIRST);

        var first = reports.await(report -> true);
        assertThat(first.getIsWhole()).isTrue();
        assertThat(first.getCoordinatorId()).isEqualTo("c1-1");
        assertThat(first.getNodes(0).getNode().getNodeId()).isEqualTo("n1");
        var leg = RoomLeg.newBuilder().setNodeId("n1").setParticipants(1).build();
        var seen = reports.await(report -> legs(report).contains(leg));
        assertThat(seen.getRooms(0).getName()).isEqualTo("r");

        join("bob");
        var two = leg.toBuilder().setParticipants(2).build();
        assertThat(reports.await(report -> legs(report).contains(two)).getIsWhole()).isFalse();
        assertThat(reports.await(report -> report.getRoomsCount() == 0).getNodesCount()).isOne();

        rooms.delete("r");
        assertThat(reports.await(report -> report.getGoneRoomIdsCount() == 1).getRoomsCount())
                .isZero();
        node.isThere = false;
        assertThat(reports.await(report -> report.getNodesCount() == 0).getGoneNodeIdsList())
                .containsExactly("n1");
    }

    @Test
    void endsTheStreamOfAnOperatorThatAnotherOneFollows() {
        var reports = watch(FIRST);
        var _ = reports.await(report -> true);

        var _ = load(SECOND);

        assertThat(reports.end().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void countsThoseOnTheWayToANodeThatWasClosedMeanwhile() {
        node.hangsAt = "createSession";
        var joining =
                CompletableFuture.supplyAsync(
                        () -> rooms.join(RoomsTest.call("alice", true), NO_WISH));
        awaitTrue(() -> node.calls.contains("createSession"));

        cordon(FIRST, Cordon.CLOSED);

        assertThat(joining).isNotDone();
        assertThat(legs(load(FIRST)))
                .containsExactly(RoomLeg.newBuilder().setNodeId("n1").setParticipants(1).build());
        node.release.countDown();
        assertThat(joining.join()).isInstanceOf(JoinOutcome.Opened.class);
    }

    @Test
    void aJoinThatFindsNoNodeIsSeenAndWaitsForOne() {
        node.isThere = false;
        var joining =
                CompletableFuture.supplyAsync(
                        () -> rooms.join(RoomsTest.call("alice", true), NO_WISH));

        awaitTrue(() -> load(FIRST).getWaiting().getJoins() == 1);
        assertThat(load(FIRST).getWaiting().getRooms()).isEqualTo(1);
        assertThat(joining).isNotDone();

        node.register();
        assertThat(joining.join()).isInstanceOf(JoinOutcome.Opened.class);
        assertThat(load(FIRST).getWaiting().getJoins()).isZero();
    }

    private void join(String identity) {
        assertThat(rooms.join(RoomsTest.call(identity, true), NO_WISH))
                .isInstanceOf(JoinOutcome.Opened.class);
    }

    private long cordon(OperatorEpoch epoch, Cordon cordon) {
        return operators
                .cordonNode(
                        CordonNodeRequest.newBuilder()
                                .setOperatorEpoch(epoch)
                                .setNodeId("n1")
                                .setCordonValue(cordon.ordinal() + 1)
                                .setReason("User")
                                .build())
                .getCordonNumber();
    }

    private LoadReport load(OperatorEpoch epoch) {
        return operators
                .getLoad(GetLoadRequest.newBuilder().setOperatorEpoch(epoch).build())
                .getReport();
    }

    private static List<RoomLeg> legs(LoadReport report) {
        return report.getRoomsList().stream().flatMap(room -> room.getLegsList().stream()).toList();
    }

    private Reports watch(OperatorEpoch epoch) {
        var reports = new Reports();
        OperatorServiceGrpc.newStub(channel)
                .watchLoad(
                        WatchLoadRequest.newBuilder()
                                .setOperatorEpoch(epoch)
                                .setIntervalMillis(100)
                                .build(),
                        reports);
        return reports;
    }

    private static Status refusal(Runnable call) {
        return assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(call::run)
                .actual()
                .getStatus();
    }

    private static OperatorEpoch epoch(long counter, String operatorId) {
        return OperatorEpoch.newBuilder().setCounter(counter).setOperatorId(operatorId).build();
    }

    private static void awaitTrue(BooleanSupplier fact) {
        long untilNanos = System.nanoTime() + PATIENCE_NANOS;
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time out").isLessThan(untilNanos);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a stream told. */
    private static final class Reports implements StreamObserver<WatchLoadResponse> {
        private final List<LoadReport> heard = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Status> end = new CompletableFuture<>();
        private int read;

        /** The next report like this; those before it are passed over. */
        LoadReport await(Predicate<LoadReport> isMeant) {
            var found = new ArrayList<LoadReport>();
            awaitTrue(() -> {
                while (found.isEmpty() && read < heard.size()) {
                    var next = heard.get(read++);
                    if (isMeant.test(next)) {
                        found.add(next);
                    }
                }
                return !found.isEmpty();
            });
            return found.getFirst();
        }

        Status end() {
            return end.orTimeout(10, TimeUnit.SECONDS).join();
        }

        @Override
        public void onNext(WatchLoadResponse response) {
            heard.add(response.getReport());
        }

        @Override
        public void onError(Throwable fault) {
            end.complete(Status.fromThrowable(fault));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }
    }
}
