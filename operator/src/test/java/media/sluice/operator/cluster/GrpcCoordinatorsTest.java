package media.sluice.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import media.sluice.operator.load.ClusterKey;
import media.sluice.operator.load.Cordon;
import media.sluice.operator.load.NoAnswer;
import media.sluice.operator.load.RoomLoad;
import media.sluice.proto.cluster.v1alpha1.CordonNodeRequest;
import media.sluice.proto.cluster.v1alpha1.CordonNodeResponse;
import media.sluice.proto.cluster.v1alpha1.GetLoadRequest;
import media.sluice.proto.cluster.v1alpha1.GetLoadResponse;
import media.sluice.proto.cluster.v1alpha1.LoadReport;
import media.sluice.proto.cluster.v1alpha1.NodeStatus;
import media.sluice.proto.cluster.v1alpha1.OperatorEpoch;
import media.sluice.proto.cluster.v1alpha1.OperatorServiceGrpc.OperatorServiceImplBase;
import media.sluice.proto.cluster.v1alpha1.Register;
import media.sluice.proto.cluster.v1alpha1.RoomLeg;
import media.sluice.proto.cluster.v1alpha1.Waiting;
import media.sluice.proto.cluster.v1alpha1.WatchLoadRequest;
import media.sluice.proto.cluster.v1alpha1.WatchLoadResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a coordinator says and is told, over gRPC on loopback. */
final class GrpcCoordinatorsTest {
    private static final ClusterKey MAIN = new ClusterKey("media", "main");

    private final Coordinator coordinator = new Coordinator();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final List<ClusterKey> woken = new CopyOnWriteArrayList<>();
    private Server server;
    private GrpcCoordinators coordinators;

    @BeforeEach
    void listen() throws IOException {
        server =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                        .addService(coordinator)
                        .build()
                        .start();
        coordinators = new GrpcCoordinators(new Loopback(), 7, "operator-a", this::check);
        coordinators.onWaiting(woken::add);
    }

    @AfterEach
    void stop() throws InterruptedException {
        leads.set(false);
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Test
    void putsReportsTogether() {
        assertThat(coordinators.load(MAIN).isFresh()).isFalse();
        awaitTrue(() -> coordinator.isWatched());

        coordinator.tell(
                LoadReport.newBuilder()
                        .setCoordinatorId("c1")
                        .setIsWhole(true)
                        .addNodes(node("n0"))
                        .addNodes(node("n1"))
                        .addRooms(room("a", 3))
                        .addRooms(room("b", 1)));
        awaitTrue(() -> coordinators.load(MAIN).nodes().size() == 2);
        assertThat(coordinators.load(MAIN).isFresh()).isTrue();
        assertThat(coordinators.load(MAIN).participantsOn("n0")).isEqualTo(4);

        coordinator.tell(
                LoadReport.newBuilder()
                        .addNodes(node("n0"))
                        .addGoneNodeIds("n1")
                        .addRooms(room("a", 5))
                        .addGoneRoomIds("b"));
        awaitTrue(() -> coordinators.load(MAIN).nodes().size() == 1);
        assertThat(coordinators.load(MAIN).rooms())
                .containsExactly(
                        new RoomLoad("a", "a", 0, 0, List.of(new RoomLoad.Leg("n0", 5, 0))));
        assertThat(coordinator.epochs).containsOnly(epoch());
    }

    @Test
    void wakesWhenSomebodyBeginsToWait() {
        var _ = coordinators.load(MAIN);
        awaitTrue(() -> coordinator.isWatched());

        coordinator.tell(LoadReport.newBuilder().setIsWhole(true));
        coordinator.tell(waiting(2));
        coordinator.tell(waiting(3));
        awaitTrue(() -> coordinators.load(MAIN).waitingJoins() == 3);
        assertThat(woken).containsExactly(MAIN);

        coordinator.tell(waiting(0));
        coordinator.tell(waiting(1));
        awaitTrue(() -> woken.size() == 2);
    }

    @Test
    void asksWhileTheStreamDoesNotComeThrough() {
        coordinator.refusesStreams.set(true);

        var _ = coordinators.load(MAIN);

        awaitTrue(() -> coordinators.load(MAIN).nodes().size() == 1);
        assertThat(coordinator.questions).hasPositiveValue();
        assertThat(coordinators.load(MAIN).isFresh()).isTrue();
    }

    @Test
    void commandsCordonsAndSaysWhatWasRefused() throws NoAnswer {
        var _ = coordinators.load(MAIN);
        awaitTrue(() -> coordinator.isWatched());

        assertThat(coordinators.cordon(MAIN, "n0", Cordon.EMPTYING, "ScaleDown")).isEqualTo(42);
        assertThat(coordinator.cordons.getFirst().getCordonValue()).isEqualTo(3);
        assertThat(coordinator.cordons.getFirst().getReason()).isEqualTo("ScaleDown");
        assertThat(coordinator.cordons.getFirst().getOperatorEpoch()).isEqualTo(epoch());
        assertThatExceptionOfType(NoAnswer.class)
                .isThrownBy(() -> coordinators.cordon(MAIN, "n9", Cordon.CLOSED, "User"))
                .withMessageContaining("NOT_FOUND");
    }

    @Test
    void endsWithTheLeadership() {
        var _ = coordinators.load(MAIN);
        awaitTrue(() -> coordinator.isWatched());

        leads.set(false);
        coordinator.tell(LoadReport.newBuilder().setIsWhole(true).addNodes(node("n0")));

        awaitTrue(() -> !coordinator.isWatched());
        assertThat(coordinators.load(MAIN).nodes()).isEmpty();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> coordinators.cordon(MAIN, "n0", Cordon.CLOSED, "User"));
        assertThat(coordinator.cordons).isEmpty();
    }

    private void check() {
        if (!leads.get()) {
            throw new IllegalStateException("another operator leads");
        }
    }

    private static OperatorEpoch epoch() {
        return OperatorEpoch.newBuilder().setCounter(7).setOperatorId("operator-a").build();
    }

    private static NodeStatus node(String name) {
        return NodeStatus.newBuilder().setNode(Register.newBuilder().setNodeId(name)).build();
    }

    private static media.sluice.proto.cluster.v1alpha1.RoomLoad room(String id, int people) {
        return media.sluice.proto.cluster.v1alpha1.RoomLoad.newBuilder()
                .setRoomId(id)
                .setName(id)
                .addLegs(RoomLeg.newBuilder().setNodeId("n0").setParticipants(people))
                .build();
    }

    private static LoadReport.Builder waiting(int joins) {
        return LoadReport.newBuilder().setWaiting(Waiting.newBuilder().setJoins(joins));
    }

    private static void awaitTrue(BooleanSupplier fact) {
        long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time out").isLessThan(untilNanos);
            try {
                Thread.sleep(10);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Loopback implements Access {
        @Override
        public String address(ClusterKey cluster) {
            return "127.0.0.1:" + server.getPort();
        }

        @Override
        public ChannelCredentials credentials(ClusterKey cluster) {
            return InsecureChannelCredentials.create();
        }
    }

    /** A coordinator that says what it is told to say. */
    private static final class Coordinator extends OperatorServiceImplBase {
        final AtomicBoolean refusesStreams = new AtomicBoolean();
        final AtomicInteger questions = new AtomicInteger();
        final List<OperatorEpoch> epochs = new CopyOnWriteArrayList<>();
        final List<CordonNodeRequest> cordons = new CopyOnWriteArrayList<>();
        private final List<StreamObserver<WatchLoadResponse>> watchers =
                new CopyOnWriteArrayList<>();

        boolean isWatched() {
            return watchers.stream()
                    .anyMatch(watcher -> !((ServerCallStreamObserver<?>) watcher).isCancelled());
        }

        void tell(LoadReport.Builder report) {
            watchers.getLast().onNext(WatchLoadResponse.newBuilder().setReport(report).build());
        }

        @Override
        public void watchLoad(WatchLoadRequest request, StreamObserver<WatchLoadResponse> answers) {
            epochs.add(request.getOperatorEpoch());
            if (refusesStreams.get()) {
                answers.onError(Status.UNAVAILABLE.asRuntimeException());
            } else {
                ((ServerCallStreamObserver<?>) answers).setOnCancelHandler(() -> {});
                watchers.add(answers);
            }
        }

        @Override
        public void getLoad(GetLoadRequest request, StreamObserver<GetLoadResponse> answers) {
            questions.incrementAndGet();
            answers.onNext(
                    GetLoadResponse.newBuilder()
                            .setReport(
                                    LoadReport.newBuilder().setIsWhole(true).addNodes(node("n0")))
                            .build());
            answers.onCompleted();
        }

        @Override
        public void cordonNode(
                CordonNodeRequest request, StreamObserver<CordonNodeResponse> answers) {
            if (request.getNodeId().equals("n9")) {
                answers.onError(Status.NOT_FOUND.asRuntimeException());
                return;
            }
            cordons.add(request);
            answers.onNext(CordonNodeResponse.newBuilder().setCordonNumber(42).build());
            answers.onCompleted();
        }
    }
}
