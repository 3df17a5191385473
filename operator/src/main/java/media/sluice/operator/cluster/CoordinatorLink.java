package media.sluice.operator.cluster;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import media.sluice.operator.load.ClusterKey;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.load.Cordon;
import media.sluice.operator.load.NoAnswer;
import media.sluice.proto.cluster.v1alpha1.CordonNodeRequest;
import media.sluice.proto.cluster.v1alpha1.GetLoadRequest;
import media.sluice.proto.cluster.v1alpha1.OperatorEpoch;
import media.sluice.proto.cluster.v1alpha1.OperatorServiceGrpc;
import media.sluice.proto.cluster.v1alpha1.WatchLoadRequest;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one cluster's coordinator: listens to its load on a thread of its own, by
 * stream, or by questions while the stream does not come through. Its other methods are for any
 * thread.
 */
final class CoordinatorLink {
    private static final System.Logger LOG = System.getLogger(CoordinatorLink.class.getName());

    /** A report comes every second. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long ANSWER_SECONDS = 5;

    /** The whole load of some hundred thousand rooms. */
    private static final int MAX_BYTES = 64 << 20;

    /** What was told, and when. */
    private record Told(ClusterLoad load, long atNanos) {}

    private final ClusterKey cluster;
    private final Access access;
    private final OperatorEpoch epoch;
    private final Runnable check;
    private final Runnable onWaiting;
    private final LongSupplier nanos;
    private volatile @Nullable Told told;
    private volatile @Nullable ManagedChannel channel;

    /**
     * Not yet connected.
     *
     * @param check throws when this operator does not lead any more: the link ends then
     * @param onWaiting somebody begins to wait for a node
     */
    CoordinatorLink(
            ClusterKey cluster,
            Access access,
            OperatorEpoch epoch,
            Runnable check,
            Runnable onWaiting,
            LongSupplier nanos) {
        this.cluster = cluster;
        this.access = access;
        this.epoch = epoch;
        this.check = check;
        this.onWaiting = onWaiting;
        this.nanos = nanos;
    }

    void start() {
        Thread.ofVirtual().name("coordinator of " + cluster).start(this::run);
    }

    ClusterLoad load() {
        var last = told;
        if (last == null) {
            return ClusterLoad.UNKNOWN;
        }
        var load = last.load();
        return new ClusterLoad(
                load.coordinatorId(),
                load.nodes(),
                load.rooms(),
                load.waitingJoins(),
                TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - last.atNanos()));
    }

    long cordon(String nodeId, Cordon cordon, String reason) throws NoAnswer {
        check.run();
        var open = channel;
        if (open == null) {
            throw new NoAnswer(
                    "the coordinator of " + cluster + " is not reached yet",
                    new IllegalStateException("no connection"));
        }
        try {
            return OperatorServiceGrpc.newBlockingStub(open)
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .cordonNode(
                            CordonNodeRequest.newBuilder()
                                    .setOperatorEpoch(epoch)
                                    .setNodeId(nodeId)
                                    .setCordon(message(cordon))
                                    .setReason(reason)
                                    .build())
                    .getCordonNumber();
        } catch (StatusRuntimeException fault) {
            throw new NoAnswer(
                    "the coordinator of " + cluster + " says " + fault.getStatus(), fault);
        }
    }

    private void run() {
        try {
            while (isLeading()) {
                try {
                    listen();
                } catch (RuntimeException fault) {
                    // Bulkhead: one report that cannot be read must not end the listening.
                    LOG.log(Level.WARNING, "load of " + cluster + " could not be read", fault);
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** The fence says so by an exception of its own: another operator listens then. */
    private boolean isLeading() {
        try {
            check.run();
            return true;
        } catch (RuntimeException over) {
            LOG.log(Level.DEBUG, "no longer listening to {0}: {1}", cluster, over.getMessage());
            return false;
        }
    }

    /** Listens until the connection breaks. */
    private void listen() throws InterruptedException {
        ManagedChannel open;
        try {
            open =
                    NettyChannelBuilder.forTarget(
                                    "dns:///" + access.address(cluster),
                                    access.credentials(cluster))
                            .keepAliveTime(10, TimeUnit.SECONDS)
                            .maxInboundMessageSize(MAX_BYTES)
                            .build();
        } catch (IllegalStateException | IllegalArgumentException notYet) {
            LOG.log(Level.DEBUG, "{0} cannot be asked yet: {1}", cluster, notYet.getMessage());
            return;
        }
        channel = open;
        try {
            watch(open);
        } catch (StatusRuntimeException broken) {
            LOG.log(Level.INFO, "load stream of {0} broke: {1}", cluster, broken.getStatus());
            ask(open);
        } finally {
            close();
        }
    }

    private void watch(ManagedChannel open) {
        var request = WatchLoadRequest.newBuilder().setOperatorEpoch(epoch).build();
        var values = new LoadValues();
        var reports = new Reports(open, request, SILENCE);
        try {
            while (true) {
                var report = reports.next();
                if (!isLeading()) {
                    return;
                }
                tell(values.with(report));
            }
        } finally {
            reports.cancel();
        }
    }

    /** Poll: while questions are answered and the stream is not, that is better than nothing. */
    private void ask(ManagedChannel open) throws InterruptedException {
        try {
            for (int times = 0; times < 5; times++) {
                var report =
                        OperatorServiceGrpc.newBlockingStub(open)
                                .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                                .getLoad(
                                        GetLoadRequest.newBuilder().setOperatorEpoch(epoch).build())
                                .getReport();
                if (!isLeading()) {
                    return;
                }
                tell(new LoadValues().with(report));
                Thread.sleep(PAUSE);
            }
        } catch (StatusRuntimeException silent) {
            boolean isRefused = silent.getStatus().getCode() == Status.Code.FAILED_PRECONDITION;
            LOG.log(
                    isRefused ? Level.WARNING : Level.DEBUG,
                    "{0} does not tell its load: {1}",
                    cluster,
                    silent.getStatus());
        }
    }

    private void tell(ClusterLoad load) {
        var before = told;
        told = new Told(load, nanos.getAsLong());
        boolean isNew = before == null || before.load().waitingJoins() == 0;
        if (load.waitingJoins() > 0 && isNew) {
            onWaiting.run();
        }
    }

    private void close() {
        var open = channel;
        channel = null;
        if (open != null) {
            open.shutdownNow();
        }
    }

    private static media.sluice.proto.cluster.v1alpha1.Cordon message(Cordon cordon) {
        return switch (cordon) {
            case OPEN -> media.sluice.proto.cluster.v1alpha1.Cordon.CORDON_OPEN;
            case CLOSED -> media.sluice.proto.cluster.v1alpha1.Cordon.CORDON_CLOSED;
            case EMPTYING -> media.sluice.proto.cluster.v1alpha1.Cordon.CORDON_EMPTYING;
        };
    }
}
