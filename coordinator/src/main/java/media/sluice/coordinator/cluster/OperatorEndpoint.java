package media.sluice.coordinator.cluster;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.port.Counters;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.usecase.Log;
import media.sluice.coordinator.usecase.Rooms;
import media.sluice.proto.cluster.v1alpha1.CordonNodeRequest;
import media.sluice.proto.cluster.v1alpha1.CordonNodeResponse;
import media.sluice.proto.cluster.v1alpha1.GetLoadRequest;
import media.sluice.proto.cluster.v1alpha1.GetLoadResponse;
import media.sluice.proto.cluster.v1alpha1.ListNodesRequest;
import media.sluice.proto.cluster.v1alpha1.ListNodesResponse;
import media.sluice.proto.cluster.v1alpha1.OperatorServiceGrpc.OperatorServiceImplBase;
import media.sluice.proto.cluster.v1alpha1.WatchLoadRequest;
import media.sluice.proto.cluster.v1alpha1.WatchLoadResponse;

/** Where operators ask and command. Blocks; safe for use by many threads. */
public final class OperatorEndpoint extends OperatorServiceImplBase {
    private static final Log LOG = new Log(OperatorEndpoint.class);

    private static final int DEFAULT_INTERVAL_MILLIS = 1000;
    private static final int MIN_INTERVAL_MILLIS = 100;
    private static final int MAX_INTERVAL_MILLIS = 10_000;

    /** An operator needs one stream, and another while the first breaks. */
    private static final int MAX_STREAMS = 64;

    /** No room waits for anything but itself, so all are done in a fraction of this. */
    private static final long SETTLE_MILLIS = 2000;

    private final LoadSource source;
    private final Fence fence;
    private final AtomicInteger streams = new AtomicInteger();

    /**
     * Has heard of no operator yet.
     *
     * @param coordinatorId of this start of the coordinator
     */
    public OperatorEndpoint(
            String coordinatorId, NodeDirectory nodes, Rooms rooms, Counters counters) {
        source = new LoadSource(coordinatorId, nodes, rooms);
        fence = new Fence(counters);
    }

    @Override
    public void watchLoad(WatchLoadRequest request, StreamObserver<WatchLoadResponse> answers) {
        var observer = (ServerCallStreamObserver<WatchLoadResponse>) answers;
        // With this, words to somebody who has gone are dropped rather than an exception.
        observer.setOnCancelHandler(() -> {});
        // On a thread of its own: the end of the call is told on this one.
        Thread.ofVirtual().name("load-watch").start(() -> watch(request, observer));
    }

    @Override
    public void getLoad(GetLoadRequest request, StreamObserver<GetLoadResponse> answers) {
        answer(
                answers,
                () -> {
                    var report = fence.obey(request.getOperatorEpoch(), source::whole);
                    return GetLoadResponse.newBuilder().setReport(report).build();
                });
    }

    @Override
    public void cordonNode(CordonNodeRequest request, StreamObserver<CordonNodeResponse> answers) {
        answer(
                answers,
                () -> {
                    long number = cordon(request);
                    return CordonNodeResponse.newBuilder().setCordonNumber(number).build();
                });
    }

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> answers) {
        var nodes = source.nodes().reports().stream().map(LoadMessages::node).toList();
        answers.onNext(ListNodesResponse.newBuilder().addAllNodes(nodes).build());
        answers.onCompleted();
    }

    private void watch(
            WatchLoadRequest request, ServerCallStreamObserver<WatchLoadResponse> observer) {
        try {
            if (streams.incrementAndGet() > MAX_STREAMS) {
                throw Status.RESOURCE_EXHAUSTED
                        .withDescription(
                                "%d operators watch already: end the streams that nobody reads"
                                        .formatted(MAX_STREAMS))
                        .asRuntimeException();
            }
            int intervalMillis = intervalMillis(request);
            var reader = fence.obey(request.getOperatorEpoch(), source::reader);
            while (!observer.isCancelled()) {
                fence.check(request.getOperatorEpoch());
                // What a slow reader misses is in the next report: each says what changed since
                // the last it was sent.
                if (observer.isReady()) {
                    observer.onNext(
                            WatchLoadResponse.newBuilder().setReport(reader.next()).build());
                }
                Thread.sleep(intervalMillis);
            }
        } catch (StatusRuntimeException refusal) {
            observer.onError(refusal);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            streams.decrementAndGet();
        }
    }

    private long cordon(CordonNodeRequest request) throws TimeoutException, InterruptedException {
        var nodeId = request.getNodeId();
        var wanted = cordon(request.getCordon());
        OptionalLong number =
                fence.obey(request.getOperatorEpoch(), () -> source.nodes().cordon(nodeId, wanted));
        if (number.isEmpty()) {
            throw Status.NOT_FOUND
                    .withDescription("media node " + nodeId + " is not registered: wait for it")
                    .asRuntimeException();
        }
        LOG.info(
                "node cordon set",
                "node",
                nodeId,
                "cordon",
                wanted,
                "reason",
                request.getReason(),
                "operator",
                request.getOperatorEpoch().getOperatorId());
        source.rooms().settle(SETTLE_MILLIS);
        return number.getAsLong();
    }

    private static Cordon cordon(media.sluice.proto.cluster.v1alpha1.Cordon wanted) {
        return switch (wanted) {
            case CORDON_OPEN -> Cordon.OPEN;
            case CORDON_CLOSED -> Cordon.CLOSED;
            case CORDON_EMPTYING -> Cordon.EMPTYING;
            case CORDON_UNSPECIFIED, UNRECOGNIZED ->
                    throw Status.INVALID_ARGUMENT
                            .withDescription(
                                    "cordon must be CORDON_OPEN, CORDON_CLOSED or CORDON_EMPTYING")
                            .asRuntimeException();
        };
    }

    private static int intervalMillis(WatchLoadRequest request) {
        int wanted = request.getIntervalMillis();
        if (wanted == 0) {
            return DEFAULT_INTERVAL_MILLIS;
        }
        if (wanted < MIN_INTERVAL_MILLIS || wanted > MAX_INTERVAL_MILLIS) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("interval_millis must be 0, or 100 to 10000")
                    .asRuntimeException();
        }
        return wanted;
    }

    private interface Question<T> {
        T ask() throws TimeoutException, InterruptedException;
    }

    private static <T> void answer(StreamObserver<T> answers, Question<T> question) {
        try {
            answers.onNext(question.ask());
            answers.onCompleted();
        } catch (StatusRuntimeException refusal) {
            answers.onError(refusal);
        } catch (TimeoutException _) {
            answers.onError(
                    Status.UNAVAILABLE
                            .withDescription("a room has not settled in time: ask again")
                            .asRuntimeException());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            answers.onError(
                    Status.UNAVAILABLE
                            .withDescription("the coordinator stops: ask again")
                            .asRuntimeException());
        }
    }
}
