package media.sluice.operator.cluster;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import media.sluice.proto.cluster.v1alpha1.LoadReport;
import media.sluice.proto.cluster.v1alpha1.OperatorServiceGrpc;
import media.sluice.proto.cluster.v1alpha1.WatchLoadRequest;
import media.sluice.proto.cluster.v1alpha1.WatchLoadResponse;
import org.jspecify.annotations.Nullable;

/**
 * A stream of load reports that ends when it is silent. One thread reads; gRPC's threads write, one
 * report ahead, so that a slow reader slows the coordinator and not its own memory.
 */
final class Reports {
    /** A report, or the end. */
    private record Next(@Nullable LoadReport report, @Nullable Throwable end) {}

    /** One report is asked for at a time, and the end may follow it. */
    private final ArrayBlockingQueue<Next> queue = new ArrayBlockingQueue<>(4);

    private final Duration silence;
    private volatile @Nullable ClientCallStreamObserver<WatchLoadRequest> call;

    Reports(ManagedChannel channel, WatchLoadRequest request, Duration silence) {
        this.silence = silence;
        OperatorServiceGrpc.newStub(channel).watchLoad(request, new Observer());
    }

    /**
     * The next report.
     *
     * @throws io.grpc.StatusRuntimeException when the stream is over, or none comes in time
     */
    LoadReport next() {
        Next next;
        try {
            next = queue.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
        }
        if (next == null) {
            throw Status.DEADLINE_EXCEEDED
                    .withDescription("no report for " + silence)
                    .asRuntimeException();
        }
        if (next.report() == null) {
            throw Status.fromThrowable(Objects.requireNonNull(next.end())).asRuntimeException();
        }
        Objects.requireNonNull(call).request(1);
        return next.report();
    }

    void cancel() {
        var open = call;
        if (open != null) {
            open.cancel("no longer read", null);
        }
    }

    private final class Observer
            implements ClientResponseObserver<WatchLoadRequest, WatchLoadResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<WatchLoadRequest> started) {
            started.disableAutoRequestWithInitial(1);
            call = started;
        }

        @Override
        public void onNext(WatchLoadResponse response) {
            queue.add(new Next(response.getReport(), null));
        }

        @Override
        public void onError(Throwable fault) {
            var _ = queue.offer(new Next(null, fault));
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.withDescription("the stream ended").asException());
        }
    }
}
