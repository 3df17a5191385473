package media.sluice.coordinator.nodes.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.port.ListedRoom;
import media.sluice.coordinator.port.NodeEvent;
import media.sluice.coordinator.port.NodeListener;
import media.sluice.proto.cluster.v1alpha1.Capacity;
import media.sluice.proto.cluster.v1alpha1.Heartbeat;
import media.sluice.proto.cluster.v1alpha1.Load;
import media.sluice.proto.cluster.v1alpha1.NodeDirectoryServiceGrpc;
import media.sluice.proto.cluster.v1alpha1.Register;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeRequest;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeResponse;
import org.junit.jupiter.api.Test;

/** A node that registers over gRPC on loopback. */
final class KnownNodesTest {

    @Test
    void reportsWhatANodeSaysAndNumbersItsCordons() throws Exception {
        var timers = Executors.newSingleThreadScheduledExecutor();
        var nodes = new KnownNodes(Deaf::new, timers, NodeTls.none());
        var server = NodeServer.start("127.0.0.1", 0, NodeTls.none(), nodes, List.of());
        var channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
        try {
            var answers = new Answers();
            var node = NodeDirectoryServiceGrpc.newStub(channel).registerNode(answers);
            node.onNext(RegisterNodeRequest.newBuilder().setRegister(register()).build());
            assertThat(answers.heard.poll(10, TimeUnit.SECONDS)).isNotNull();
            node.onNext(RegisterNodeRequest.newBuilder().setHeartbeat(heartbeat()).build());
            while (nodes.reports().getFirst().load().egressBps() == 0) {
                Thread.sleep(10);
            }

            var report = nodes.reports().getFirst();
            assertThat(report.facts().sessions()).isEqualTo(7);
            assertThat(report.facts().cordon()).isEqualTo(Cordon.OPEN);
            assertThat(report.identity().zone()).isEqualTo("zone-1");
            assertThat(report.identity().egressBps()).isEqualTo(2_000_000_000L);
            assertThat(report.load().egressBps()).isEqualTo(5_000_000L);
            assertThat(report.cordonNumber()).isZero();

            long closed = nodes.cordon("n1", Cordon.CLOSED).orElseThrow();
            assertThat(nodes.cordon("n1", Cordon.CLOSED)).hasValue(closed);
            long opened = nodes.cordon("n1", Cordon.OPEN).orElseThrow();
            assertThat(opened).isGreaterThan(closed);
            assertThat(nodes.reports().getFirst().cordonNumber()).isEqualTo(opened);
            assertThat(nodes.cordon("n2", Cordon.CLOSED)).isEmpty();
        } finally {
            channel.shutdownNow();
            server.close();
            nodes.close();
            timers.shutdownNow();
        }
    }

    private static Register register() {
        return Register.newBuilder()
                .setNodeId("n1")
                .setBootId("b1")
                // Nobody listens there: the node is known by what it says on its own stream.
                .setControlAddress("127.0.0.1:1")
                .setRelayAddress("127.0.0.1:1")
                .setVersion("0.1.0")
                .setZone("zone-1")
                .setCapacity(Capacity.newBuilder().setSessions(100).setEgressBps(2_000_000_000L))
                .build();
    }

    private static Heartbeat heartbeat() {
        return Heartbeat.newBuilder()
                .setLoad(Load.newBuilder().setSessions(7).setEgressBps(5_000_000))
                .build();
    }

    private static final class Answers implements StreamObserver<RegisterNodeResponse> {
        final LinkedBlockingQueue<RegisterNodeResponse> heard = new LinkedBlockingQueue<>();

        @Override
        public void onNext(RegisterNodeResponse answer) {
            heard.add(answer);
        }

        @Override
        public void onError(Throwable fault) {
            // The channel is closed at the end of the test.
        }

        @Override
        public void onCompleted() {
            // The server never ends it.
        }
    }

    private record Deaf() implements NodeListener {
        @Override
        public void onEvent(String nodeId, String roomId, NodeEvent event) {
            // It has no rooms.
        }

        @Override
        public void onRoomsListed(String nodeId, List<ListedRoom> listed) {
            // It has no rooms.
        }

        @Override
        public void onNodeLost(String nodeId) {
            // It has no rooms.
        }
    }
}
