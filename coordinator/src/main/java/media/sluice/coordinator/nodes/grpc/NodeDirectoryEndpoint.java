package media.sluice.coordinator.nodes.grpc;

import io.grpc.stub.StreamObserver;
import media.sluice.proto.cluster.v1alpha1.NodeDirectoryServiceGrpc.NodeDirectoryServiceImplBase;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeRequest;
import media.sluice.proto.cluster.v1alpha1.RegisterNodeResponse;
import media.sluice.proto.cluster.v1alpha1.Registered;
import org.jspecify.annotations.Nullable;

/** Where nodes register. Safe for use by many threads. */
final class NodeDirectoryEndpoint extends NodeDirectoryServiceImplBase {
    private final KnownNodes nodes;

    NodeDirectoryEndpoint(KnownNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public StreamObserver<RegisterNodeRequest> registerNode(
            StreamObserver<RegisterNodeResponse> answers) {
        return new Registration(answers);
    }

    /** One node's stream. gRPC calls it from one thread at a time. */
    private final class Registration implements StreamObserver<RegisterNodeRequest> {
        private final StreamObserver<RegisterNodeResponse> answers;
        private @Nullable KnownNode node;

        Registration(StreamObserver<RegisterNodeResponse> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(RegisterNodeRequest request) {
            switch (request.getMessageCase()) {
                case REGISTER -> {
                    node = nodes.register(request.getRegister());
                    answers.onNext(
                            RegisterNodeResponse.newBuilder()
                                    .setRegistered(
                                            Registered.newBuilder()
                                                    .setHeartbeatIntervalMillis(
                                                            NodeTimes.HEARTBEAT_MILLIS))
                                    .build());
                }
                case HEARTBEAT -> {
                    if (node != null) {
                        nodes.hear(node, request.getHeartbeat());
                    }
                }
                case MESSAGE_NOT_SET -> {
                    // A message of a later version: the node goes on.
                }
            }
        }

        @Override
        public void onError(Throwable fault) {
            end();
        }

        @Override
        public void onCompleted() {
            end();
            answers.onCompleted();
        }

        private void end() {
            if (node != null) {
                nodes.breakStream(node);
            }
        }
    }
}
