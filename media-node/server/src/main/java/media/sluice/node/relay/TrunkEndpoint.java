package media.sluice.node.relay;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import media.sluice.proto.relay.v1alpha1.TrunkRequest;
import media.sluice.proto.relay.v1alpha1.TrunkResponse;
import media.sluice.proto.relay.v1alpha1.TrunkServiceGrpc;

/** What other nodes reach: one stream per trunk that they open. */
@GrpcService
public class TrunkEndpoint extends TrunkServiceGrpc.TrunkServiceImplBase {

    private final Trunks trunks;

    public TrunkEndpoint(Trunks trunks) {
        this.trunks = trunks;
    }

    @Override
    public StreamObserver<TrunkRequest> trunk(StreamObserver<TrunkResponse> answers) {
        return trunks.accept(ServerStreams.silentWhenCancelled(answers));
    }
}
