package media.sluice.node.relay;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.HandoverServiceGrpc;

/** What other nodes reach: one stream per session that comes. */
@GrpcService
public class HandoverEndpoint extends HandoverServiceGrpc.HandoverServiceImplBase {

    private final Tickets tickets;
    private final Arrivals arrivals;

    public HandoverEndpoint(Tickets tickets, Arrivals arrivals) {
        this.tickets = tickets;
        this.arrivals = arrivals;
    }

    @Override
    public StreamObserver<HandoverRequest> handover(StreamObserver<HandoverResponse> answers) {
        var handover = new Handover(tickets, arrivals, ServerStreams.silentWhenCancelled(answers));
        return new SerialObserver<>(handover, handover::isDoneAtOnce);
    }
}
