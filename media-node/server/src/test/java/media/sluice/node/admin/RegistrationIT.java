package media.sluice.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.node.lifecycle.NodeIdentity;
import media.sluice.proto.cluster.v1alpha1.NodeDirectoryServiceGrpc;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeRequest;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeResponse;
import media.sluice.proto.cluster.v1alpha1.Registered;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node and a coordinator that comes and goes, over gRPC on loopback. */
final class RegistrationIT {

    private static final int INTERVAL_MILLIS = 50;

    /** A coordinator's directory: keeps what nodes say, and may stay silent. */
    private static final class Directory
            extends NodeDirectoryServiceGrpc.NodeDirectoryServiceImplBase {
        private final BlockingQueue<RegisterNodeRequest> heard = new LinkedBlockingQueue<>();
        private volatile boolean answers = true;

        @Override
        public StreamObserver<RegisterNodeRequest> registerNode(
                StreamObserver<RegisterNodeResponse> answer) {
            return new StreamObserver<>() {
                @Override
                public void onNext(RegisterNodeRequest request) {
                    heard.add(request);
                    if (request.hasRegister() && answers) {
                        answer.onNext(
                                RegisterNodeResponse.newBuilder()
                                        .setRegistered(
                                                Registered.newBuilder()
                                                        .setHeartbeatIntervalMillis(
                                                                INTERVAL_MILLIS))
                                        .build());
                    } else if (request.hasRegister()) {
                        answer.onCompleted();
                    }
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {
                    answer.onCompleted();
                }
            };
        }

        RegisterNodeRequest await(Predicate<RegisterNodeRequest> wanted)
                throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            while (true) {
                var next = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new AssertionError("the node did not say it within 15 s");
                }
                if (wanted.test(next)) {
                    return next;
                }
            }
        }
    }

    private final Directory directory = new Directory();
    private final Lifecycle lifecycle = new Lifecycle();
    private final Counters counters = new Counters();
    private Server server = listen(0);
    private final Registrations registrations =
            new Registrations(
                    List.of("127.0.0.1:" + server.getPort()),
                    RegistrationIT::channel,
                    new NodeIdentity("node-7", "boot-1", "1.2", "192.0.2.7:7000", "zone-a"),
                    lifecycle,
                    new Registrations.Source(List.of(counters, counters), () -> 4, () -> 2, 100));

    private Server listen(int port) {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(directory)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ManagedChannel channel(String address) {
        return NettyChannelBuilder.forTarget(address).usePlaintext().build();
    }

    @AfterEach
    void stop() {
        lifecycle.advance(Lifecycle.Phase.STOPPED);
        registrations.close();
        server.shutdownNow();
    }

    @Test
    void saysWhoItIsAndThenHowLoadedItIs() throws InterruptedException {
        var register = directory.await(RegisterNodeRequest::hasRegister).getRegister();
        assertThat(register.getNodeId()).isEqualTo("node-7");
        assertThat(register.getBootId()).isEqualTo("boot-1");
        assertThat(register.getControlAddress()).isEqualTo("192.0.2.7:7000");
        assertThat(register.getZone()).isEqualTo("zone-a");
        assertThat(register.getCapacity().getSessions()).isEqualTo(100);
        assertThat(register.getCapacity().getEgressPacketsPerSecond()).isEqualTo(800_000);

        var load = directory.await(RegisterNodeRequest::hasHeartbeat).getHeartbeat();
        assertThat(load.getLoad().getSessions()).isEqualTo(4);
        assertThat(load.getLoad().getRooms()).isEqualTo(2);
        assertThat(load.getIsDraining()).isFalse();
        counters.add(Counter.DATAGRAMS_SENT, 1_000_000);
        directory.await(each ->
                each.hasHeartbeat()
                        && each.getHeartbeat().getLoad().getEgressPacketsPerSecond() > 0);
    }

    @Test
    void saysThatItDrains() throws InterruptedException {
        directory.await(RegisterNodeRequest::hasHeartbeat);
        lifecycle.advance(Lifecycle.Phase.DRAINING);

        directory.await(each -> each.hasHeartbeat() && each.getHeartbeat().getIsDraining());
    }

    @Test
    void registersAgainWithACoordinatorThatComesBack() throws InterruptedException {
        directory.await(RegisterNodeRequest::hasHeartbeat);
        int port = server.getPort();
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        directory.heard.clear();

        server = listen(port);

        assertThat(directory.await(RegisterNodeRequest::hasRegister).getRegister().getBootId())
                .isEqualTo("boot-1");
        directory.await(RegisterNodeRequest::hasHeartbeat);
    }

    @Test
    void triesAgainUntilACoordinatorTakesIt() throws InterruptedException {
        directory.await(RegisterNodeRequest::hasHeartbeat);
        directory.answers = false;
        int port = server.getPort();
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        directory.heard.clear();
        server = listen(port);
        directory.await(RegisterNodeRequest::hasRegister);
        directory.await(RegisterNodeRequest::hasRegister);
        assertThat(directory.heard).noneMatch(RegisterNodeRequest::hasHeartbeat);

        directory.answers = true;

        directory.await(RegisterNodeRequest::hasHeartbeat);
    }
}
