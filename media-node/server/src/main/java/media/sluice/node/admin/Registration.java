package media.sluice.node.admin;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.proto.cluster.v1alpha1.Heartbeat;
import media.sluice.proto.cluster.v1alpha1.NodeDirectoryServiceGrpc;
import media.sluice.proto.cluster.v1alpha1.Register;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeRequest;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeResponse;
import org.jboss.logging.Logger;

/**
 * Keeps the node registered with one coordinator, for ever: a coordinator that is away changes
 * nothing for media, and is told of the node as soon as it is back. Runs on a virtual thread of its
 * own.
 */
final class Registration implements Runnable {

    private static final Logger LOG = Logger.getLogger(Registration.class);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final String coordinator;
    private final Supplier<ManagedChannel> channels;
    private final Register register;
    private final LoadMeter load;
    private final Lifecycle lifecycle;
    private long pauseNanos = FIRST_PAUSE.toNanos();

    Registration(
            String coordinator,
            Supplier<ManagedChannel> channels,
            Register register,
            LoadMeter load,
            Lifecycle lifecycle) {
        this.coordinator = coordinator;
        this.channels = channels;
        this.register = register;
        this.load = load;
        this.lifecycle = lifecycle;
    }

    @Override
    public void run() {
        ManagedChannel channel = channels.get();
        try {
            while (lifecycle.phase() != Lifecycle.Phase.STOPPED) {
                stayRegistered(channel);
                // Spread, so that a coordinator that comes back does not meet all nodes at once.
                Thread.sleep(
                        Duration.ofNanos(
                                ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos)));
                pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE.toNanos());
                channel.resetConnectBackoff();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.shutdownNow();
        }
    }

    private void stayRegistered(ManagedChannel channel) throws InterruptedException {
        var answers = new Answers();
        StreamObserver<RegisterNodeRequest> stream =
                NodeDirectoryServiceGrpc.newStub(channel).registerNode(answers);
        stream.onNext(RegisterNodeRequest.newBuilder().setRegister(register).build());
        RegisterNodeResponse first = answers.inbox.poll(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null || !first.hasRegistered()) {
            LOG.debugf(
                    "coordinator does not answer, trying again coordinator=%s reason=%s",
                    coordinator, answers.end);
            stream.onCompleted();
            return;
        }
        LOG.infof("registered coordinator=%s", coordinator);
        pauseNanos = FIRST_PAUSE.toNanos();
        long intervalNanos =
                TimeUnit.MILLISECONDS.toNanos(
                        Math.clamp(first.getRegistered().getHeartbeatIntervalMillis(), 50, 10_000));
        while (answers.end == null && lifecycle.phase() != Lifecycle.Phase.STOPPED) {
            stream.onNext(heartbeat());
            RegisterNodeResponse word = answers.inbox.poll(intervalNanos, TimeUnit.NANOSECONDS);
            if (word != null && word.hasCordonChanged()) {
                LOG.infof("cordon changed cordoned=%s", word.getCordonChanged().getIsCordoned());
            }
        }
        if (answers.end == null) {
            stream.onCompleted();
        } else {
            LOG.warnf(
                    "registration lost, trying again coordinator=%s reason=%s",
                    coordinator, answers.end);
        }
    }

    private RegisterNodeRequest heartbeat() {
        return RegisterNodeRequest.newBuilder()
                .setHeartbeat(
                        Heartbeat.newBuilder()
                                .setLoad(load.measure())
                                .setIsDraining(lifecycle.isDraining()))
                .build();
    }

    /** The coordinator's words; called by gRPC. */
    private static final class Answers implements StreamObserver<RegisterNodeResponse> {

        private final BlockingQueue<RegisterNodeResponse> inbox = new LinkedBlockingQueue<>(64);
        private volatile @org.jspecify.annotations.Nullable String end;

        @Override
        public void onNext(RegisterNodeResponse response) {
            // A coordinator that talks more than the node listens loses its words: only the last
            // state counts.
            if (!inbox.offer(response)) {
                inbox.poll();
                inbox.offer(response);
            }
        }

        @Override
        public void onError(Throwable error) {
            finish(String.valueOf(error.getMessage()));
        }

        @Override
        public void onCompleted() {
            finish("closed by the coordinator");
        }

        private void finish(String reason) {
            end = reason;
            inbox.offer(RegisterNodeResponse.getDefaultInstance());
        }
    }
}
