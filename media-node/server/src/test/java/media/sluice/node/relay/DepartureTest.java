package media.sluice.node.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import media.sluice.core.wire.TransportAddress;
import media.sluice.proto.relay.v1alpha1.Accepted;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.HandoverServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The source's side of one move, against a target that follows a script over a real stream. */
@Timeout(30)
final class DepartureTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final LocalAddress ADDRESS = new LocalAddress("departure");

    private final EventLoopGroup loops = new DefaultEventLoopGroup(2);
    private final ScriptedTarget target = new ScriptedTarget();
    private final FakeSession session = new FakeSession();
    private final Listener listener = new Listener();
    private @Nullable Server server;
    private @Nullable ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server =
                NettyServerBuilder.forAddress(ADDRESS)
                        .channelType(LocalServerChannel.class)
                        .bossEventLoopGroup(loops)
                        .workerEventLoopGroup(loops)
                        .directExecutor()
                        .addService(target)
                        .build()
                        .start();
        channel =
                NettyChannelBuilder.forAddress(ADDRESS)
                        .channelType(LocalChannel.class)
                        .eventLoopGroup(loops)
                        .overrideAuthority("departure")
                        .usePlaintext()
                        .build();
    }

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.shutdownNow();
        }
        if (server != null) {
            server.shutdownNow();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void run() throws InterruptedException {
        run(LONG);
    }

    private void run(Duration patience) throws InterruptedException {
        new Departure(session, null, listener, patience)
                .run(HandoverServiceGrpc.newStub(channel), "ticket", LONG);
    }

    /** Accepts, asks for the session, and from then on does what the test says. */
    private void whenFinalComes(Runnable then) {
        target.on(
                "OFFER",
                () -> {
                    target.answer(accepted(true));
                    target.answer(RelayMessages.takeOver());
                });
        target.on("FINAL", then);
    }

    private static HandoverResponse accepted(boolean waitsForGo) {
        return HandoverResponse.newBuilder()
                .setAccepted(Accepted.newBuilder().setWaitsForGo(waitsForGo))
                .build();
    }

    private static HandoverResponse refused(boolean hasNotSealed) {
        return RelayMessages.refused("The capsule is bent.", hasNotSealed, false);
    }

    @Test
    void saysGoOnceTheTargetIsReady() throws InterruptedException {
        whenFinalComes(() -> {});
        target.on("DATAGRAM", () -> target.answer(RelayMessages.ready(1)));
        target.on(
                "GO",
                () -> {
                    target.answer(RelayMessages.activated(1));
                    // The tunnel ends with the stream.
                    target.close();
                });

        run();

        assertThat(target.heard).containsExactly("OFFER", "FINAL", "DATAGRAM", "GO");
        assertThat(session.told).containsExactly("offer", "freeze", "release", "depart");
        assertThat(listener.told).containsExactly("offered", "completed 1");
    }

    @Test
    void keepsASessionWhoseTargetDiesBeforeItIsReady() throws InterruptedException {
        whenFinalComes(() -> target.fail(Status.UNAVAILABLE.withDescription("connection reset")));

        run();

        assertStayed("TARGET_UNREACHABLE", "connection reset");
    }

    @Test
    void keepsASessionWhoseTargetSaysNothing() throws InterruptedException {
        whenFinalComes(() -> {});

        run(Duration.ofMillis(10));

        assertStayed("TARGET_UNREACHABLE", "did not answer in time");
        target.awaitHeard("CANCEL");
    }

    @Test
    void keepsASessionThatTheTargetRefusesBeforeGoWhateverItSaysOfItsKeys()
            throws InterruptedException {
        whenFinalComes(() -> target.answer(refused(false)));

        run();

        assertStayed("REFUSED", "The capsule is bent.");
    }

    @Test
    void keepsASessionWhoseTargetSpeaksOutOfTurn() throws InterruptedException {
        // It waits for Go, so it says; what it says instead of Ready cannot be true.
        whenFinalComes(() -> target.answer(RelayMessages.takeOver()));

        run();

        assertStayed("TARGET_UNREACHABLE", "");
        target.awaitHeard("CANCEL");
    }

    private void assertStayed(String reason, String words) {
        assertThat(session.told).containsExactly("offer", "freeze", "thaw");
        assertThat(target.heard).doesNotContain("GO");
        assertThat(listener.told).hasSize(2).last().asString().startsWith("failed " + reason);
        assertThat(listener.told.getLast()).contains(words);
    }

    @Test
    void takesBackASessionOfWhichTheTargetSaysThatNothingWasSealed() throws InterruptedException {
        whenFinalComes(() -> target.answer(RelayMessages.ready(1)));
        target.on("GO", () -> target.answer(refused(true)));

        run();

        assertThat(session.told).containsExactly("offer", "freeze", "thaw");
        assertThat(listener.told.getLast()).startsWith("failed REFUSED");
    }

    @Test
    void givesUpASessionWhoseTargetMayHaveSealed() throws InterruptedException {
        whenFinalComes(() -> target.answer(RelayMessages.ready(1)));
        target.on("GO", () -> target.fail(Status.UNAVAILABLE.withDescription("connection reset")));

        run();

        assertThat(session.told).containsExactly("offer", "freeze", "depart");
        assertThat(listener.told.getLast())
                .startsWith("failed OUTCOME_UNKNOWN")
                .contains("connection reset");
    }

    @Test
    void takesFinalForGoWithATargetThatKnowsNoOther() throws InterruptedException {
        target.on(
                "OFFER",
                () -> {
                    target.answer(accepted(false));
                    target.answer(RelayMessages.takeOver());
                });
        target.on("FINAL", () -> target.fail(Status.UNAVAILABLE));

        run();

        assertThat(session.told).containsExactly("offer", "freeze", "depart");
        assertThat(target.heard).doesNotContain("GO");
        assertThat(listener.told.getLast()).startsWith("failed OUTCOME_UNKNOWN");
    }

    /** Writes down what it hears, and answers as the test has said. */
    private static final class ScriptedTarget extends HandoverServiceGrpc.HandoverServiceImplBase {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final Map<String, Runnable> script = new HashMap<>();
        private @Nullable StreamObserver<HandoverResponse> answers;

        void on(String message, Runnable then) {
            script.put(message, then);
        }

        void answer(HandoverResponse response) {
            stream().onNext(response);
        }

        void fail(Status status) {
            stream().onError(status.asRuntimeException());
        }

        void close() {
            stream().onCompleted();
        }

        private StreamObserver<HandoverResponse> stream() {
            if (answers == null) {
                throw new IllegalStateException("nobody has called yet");
            }
            return answers;
        }

        /** The source does not wait until its last word has arrived. */
        void awaitHeard(String message) {
            while (!heard.contains(message)) {
                Thread.onSpinWait();
            }
        }

        @Override
        public StreamObserver<HandoverRequest> handover(StreamObserver<HandoverResponse> to) {
            answers = ServerStreams.silentWhenCancelled(to);
            return new StreamObserver<>() {
                @Override
                public void onNext(HandoverRequest request) {
                    String name = request.getMessageCase().name();
                    heard.add(name);
                    script.getOrDefault(name, () -> {}).run();
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {}
            };
        }
    }

    /** A datagram is late at once. */
    private static final class FakeSession implements DepartingSession {
        private final List<String> told = new ArrayList<>();

        @Override
        public String sessionId() {
            return "session";
        }

        @Override
        public String roomId() {
            return "room";
        }

        @Override
        public boolean needsTrunk() {
            return false;
        }

        @Override
        public byte[] offer(@Nullable TrunkEnd trunk) {
            told.add("offer");
            return new byte[] {1};
        }

        @Override
        public void freeze(Predicate<LateDatagram> late, Consumer<byte[]> onFrozen) {
            told.add("freeze");
            var datagram =
                    new LateDatagram(
                            new byte[] {1},
                            System.nanoTime(),
                            TransportAddress.ofIpv4(0x7F000001, 5));
            assertThat(late.test(datagram)).isTrue();
            onFrozen.accept(new byte[] {2});
        }

        @Override
        public void thaw() {
            told.add("thaw");
        }

        @Override
        public void release() {
            told.add("release");
        }

        @Override
        public void depart() {
            told.add("depart");
        }
    }

    private static final class Listener implements MoveListener {
        private final List<String> told = new ArrayList<>();

        @Override
        public void onOffered(List<Candidate> candidates) {
            told.add("offered");
        }

        @Override
        public void onCompleted(long switchMicros, int tunnelled) {
            told.add("completed " + tunnelled);
        }

        @Override
        public void onFailed(Failure reason, String message) {
            told.add("failed " + reason + ": " + message);
        }
    }
}
