package media.sluice.node.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import media.sluice.core.room.LegMessage;
import media.sluice.core.trunk.TrunkParameters;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two nodes' trunks over real control streams within the process; their workers' ends are fakes.
 */
@Timeout(30)
final class TrunksTest {

    private static final RoomEpoch EPOCH =
            RoomEpoch.newBuilder().setCounter(1).setOwner("test").build();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final EventLoopGroup loops = new DefaultEventLoopGroup(2);
    private final AtomicInteger numbers = new AtomicInteger();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aSecondUseFindsTheTrunkThereIs() throws IOException {
        try (var a = new Node("use-a", LONG);
                var b = new Node("use-b", LONG)) {
            var first = a.trunks.obtain("r", b.name, EPOCH);

            assertThat(a.trunks.obtain("r", b.name, EPOCH)).isSameAs(first);
            assertThat(b.trunks.obtain("r", a.name, EPOCH).isOpener()).isFalse();
            assertThat(a.trunks.count()).isOne();
            assertThat(b.trunks.count()).isOne();
            assertThat(a.trunks.obtain("other", b.name, EPOCH)).isNotSameAs(first);
        }
    }

    @Test
    void aTrunkWhoseOtherEndIsSlowToAnswerLives() throws IOException {
        try (var a = new Node("slow-a", SHORT);
                var b = new Node("slow-b", LONG)) {
            var first = patiently(a, b);
            var held = new CountDownLatch(1);
            b.desk.beforeTouch = held;

            assertThatThrownBy(() -> a.trunks.obtain("r", b.name, EPOCH))
                    .isInstanceOfSatisfying(
                            RequestException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_TRUNK))
                    .hasMessageContaining("does not answer");
            assertThat(first.isOver()).isFalse();
            assertThat(b.desk.closed)
                    .as("the other end of it")
                    .doesNotContain(((FakeEnd) first.end()).connectedTo);
            held.countDown();

            assertThat(patiently(a, b)).isSameAs(first);
        }
    }

    @Test
    void aTrunkThatThisSidesWorkerHasEndedIsOpenedAnew() throws IOException {
        try (var a = new Node("ended-a", LONG);
                var b = new Node("ended-b", LONG)) {
            var first = a.trunks.obtain("r", b.name, EPOCH);
            a.desk.isEnded = true;

            var second = a.trunks.obtain("r", b.name, EPOCH);

            assertThat(second).isNotSameAs(first);
            assertThat(first.isOver()).isTrue();
        }
    }

    @Test
    void ofTwoThatCrossOneIsTaken() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (var a = new Node("cross-a" + round, LONG);
                    var b = new Node("cross-b" + round, LONG)) {
                // Both have begun before either hears of the other's.
                var barrier = new CyclicBarrier(2);
                a.desk.beforeOpen = barrier;
                b.desk.beforeOpen = barrier;
                var toB = obtaining(a, b);
                var toA = obtaining(b, a);

                var ofA = toB.get(20, TimeUnit.SECONDS);
                var ofB = toA.get(20, TimeUnit.SECONDS);

                assertThat(ofA.isOpener()).as("the lesser address wins").isTrue();
                assertThat(ofB.isOpener()).isFalse();
                assertThat(ofA.isOver() || ofB.isOver()).isFalse();
                assertThat(ofA.end().greeting().trunkId())
                        .isEqualTo(((FakeEnd) ofB.end()).connectedTo);
                assertThat(a.trunks.count()).isOne();
                assertThat(b.trunks.count()).isOne();
            }
        }
    }

    private static CompletableFuture<TrunkLink> obtaining(Node from, Node to) {
        return CompletableFuture.supplyAsync(
                () -> from.trunks.obtain("r", to.name, EPOCH),
                task -> Thread.ofVirtual().start(task));
    }

    /** However slow this machine is. */
    private static TrunkLink patiently(Node from, Node to) {
        while (true) {
            try {
                return from.trunks.obtain("r", to.name, EPOCH);
            } catch (RequestException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.NO_TRUNK);
            }
        }
    }

    /** A node of trunks alone. */
    private final class Node implements AutoCloseable {
        private final String name;
        private final FakeDesk desk = new FakeDesk();
        private final Channels channels = new Channels(this::channel);
        private final Trunks trunks;
        private final Server server;

        Node(String name, Duration patience) throws IOException {
            this.name = name;
            trunks = new Trunks(name, desk, channels, patience);
            server =
                    NettyServerBuilder.forAddress(new LocalAddress(name))
                            .channelType(LocalServerChannel.class)
                            .bossEventLoopGroup(loops)
                            .workerEventLoopGroup(loops)
                            .executor(Executors.newVirtualThreadPerTaskExecutor())
                            .addService(new TrunkEndpoint(trunks))
                            .build()
                            .start();
        }

        private ManagedChannel channel(String other) {
            return NettyChannelBuilder.forAddress(new LocalAddress(other))
                    .channelType(LocalChannel.class)
                    .eventLoopGroup(loops)
                    .overrideAuthority(other)
                    .usePlaintext()
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
        }

        @Override
        public void close() {
            channels.close();
            server.shutdownNow();
        }
    }

    private final class FakeDesk implements TrunkDesk {
        private final Set<Integer> closed = ConcurrentHashMap.newKeySet();
        private volatile CyclicBarrier beforeOpen = new CyclicBarrier(1);
        private volatile CountDownLatch beforeTouch = new CountDownLatch(0);
        private volatile boolean isEnded;

        @Override
        public TrunkEnd open(String roomId, RoomEpoch epoch, TrunkListener listener) {
            try {
                beforeOpen.await(5, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            // Only the first opening of each node has to meet the other's.
            beforeOpen = new CyclicBarrier(1);
            isEnded = false;
            return new FakeEnd(this, listener, numbers.incrementAndGet());
        }
    }

    private static final class FakeEnd implements TrunkEnd {
        private final FakeDesk desk;
        private final TrunkListener listener;
        private final int number;
        private volatile int connectedTo;

        FakeEnd(FakeDesk desk, TrunkListener listener, int number) {
            this.desk = desk;
            this.listener = listener;
            this.number = number;
        }

        @Override
        public Greeting greeting() {
            return new Greeting(
                    number,
                    new byte[TrunkParameters.KEY_LENGTH],
                    List.of(TransportAddress.ofIpv4(0x7F000001, 7882)));
        }

        @Override
        public void connect(Greeting other, String relayAddress) {
            connectedTo = other.trunkId();
            listener.onProven();
        }

        @Override
        public void touch() {
            if (desk.isEnded) {
                throw new RequestException(ErrorCode.NO_TRUNK, "The trunk has ended.");
            }
            try {
                desk.beforeTouch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            desk.closed.add(number);
        }

        @Override
        public int reserve() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void take(int streamId, byte[] producer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] feed(String producerId, int streamId, int layers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stopFeeding(int streamId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void feedEnded(int streamId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void takeMessage(LegMessage message) {
            throw new UnsupportedOperationException();
        }
    }
}
