package media.sluice.node.control;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import media.sluice.proto.media.v1alpha1.CloseConsumerRequest;
import media.sluice.proto.media.v1alpha1.CloseConsumerResponse;
import media.sluice.proto.media.v1alpha1.CloseProducerRequest;
import media.sluice.proto.media.v1alpha1.CloseProducerResponse;
import media.sluice.proto.media.v1alpha1.CloseRoomRequest;
import media.sluice.proto.media.v1alpha1.CloseRoomResponse;
import media.sluice.proto.media.v1alpha1.CloseSessionRequest;
import media.sluice.proto.media.v1alpha1.CloseSessionResponse;
import media.sluice.proto.media.v1alpha1.ConnectSessionRequest;
import media.sluice.proto.media.v1alpha1.ConnectSessionResponse;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateConsumerResponse;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerResponse;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomResponse;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionResponse;
import media.sluice.proto.media.v1alpha1.GetNodeRequest;
import media.sluice.proto.media.v1alpha1.GetNodeResponse;
import media.sluice.proto.media.v1alpha1.GetStatisticsRequest;
import media.sluice.proto.media.v1alpha1.GetStatisticsResponse;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;
import media.sluice.proto.media.v1alpha1.MoveSessionRequest;
import media.sluice.proto.media.v1alpha1.MoveSessionResponse;
import media.sluice.proto.media.v1alpha1.PauseProducerRequest;
import media.sluice.proto.media.v1alpha1.PauseProducerResponse;
import media.sluice.proto.media.v1alpha1.PrepareMoveRequest;
import media.sluice.proto.media.v1alpha1.PrepareMoveResponse;
import media.sluice.proto.media.v1alpha1.RequestKeyframeRequest;
import media.sluice.proto.media.v1alpha1.RequestKeyframeResponse;
import media.sluice.proto.media.v1alpha1.RestartIceRequest;
import media.sluice.proto.media.v1alpha1.RestartIceResponse;
import media.sluice.proto.media.v1alpha1.UpdateConsumerRequest;
import media.sluice.proto.media.v1alpha1.UpdateConsumerResponse;
import media.sluice.proto.media.v1alpha1.WatchEventsRequest;
import media.sluice.proto.media.v1alpha1.WatchEventsResponse;

/**
 * The gRPC face of the node: one line per call, on a virtual thread each. What the calls do is in
 * {@link NodeApi}; what they mean is in the contract. Data channels come with SCTP: until then
 * those calls answer UNIMPLEMENTED.
 */
@GrpcService
public class MediaNodeEndpoint extends MediaNodeServiceGrpc.MediaNodeServiceImplBase {

    private final NodeApi api;

    public MediaNodeEndpoint(NodeApi api) {
        this.api = api;
    }

    @Override
    @RunOnVirtualThread
    public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> answer) {
        Answers.unary(answer, () -> api.getNode(request));
    }

    @Override
    @RunOnVirtualThread
    public void createRoom(CreateRoomRequest request, StreamObserver<CreateRoomResponse> answer) {
        Answers.unary(answer, () -> api.createRoom(request));
    }

    @Override
    @RunOnVirtualThread
    public void closeRoom(CloseRoomRequest request, StreamObserver<CloseRoomResponse> answer) {
        Answers.unary(answer, () -> api.closeRoom(request));
    }

    @Override
    @RunOnVirtualThread
    public void createSession(
            CreateSessionRequest request, StreamObserver<CreateSessionResponse> answer) {
        Answers.unary(answer, () -> api.createSession(request));
    }

    @Override
    @RunOnVirtualThread
    public void connectSession(
            ConnectSessionRequest request, StreamObserver<ConnectSessionResponse> answer) {
        Answers.unary(answer, () -> api.connectSession(request));
    }

    @Override
    @RunOnVirtualThread
    public void restartIce(RestartIceRequest request, StreamObserver<RestartIceResponse> answer) {
        Answers.unary(answer, () -> api.restartIce(request));
    }

    @Override
    @RunOnVirtualThread
    public void closeSession(
            CloseSessionRequest request, StreamObserver<CloseSessionResponse> answer) {
        Answers.unary(answer, () -> api.closeSession(request));
    }

    @Override
    @RunOnVirtualThread
    public void createProducer(
            CreateProducerRequest request, StreamObserver<CreateProducerResponse> answer) {
        Answers.unary(answer, () -> api.createProducer(request));
    }

    @Override
    @RunOnVirtualThread
    public void pauseProducer(
            PauseProducerRequest request, StreamObserver<PauseProducerResponse> answer) {
        Answers.unary(answer, () -> api.pauseProducer(request));
    }

    @Override
    @RunOnVirtualThread
    public void closeProducer(
            CloseProducerRequest request, StreamObserver<CloseProducerResponse> answer) {
        Answers.unary(answer, () -> api.closeProducer(request));
    }

    @Override
    @RunOnVirtualThread
    public void createConsumer(
            CreateConsumerRequest request, StreamObserver<CreateConsumerResponse> answer) {
        Answers.unary(answer, () -> api.createConsumer(request));
    }

    @Override
    @RunOnVirtualThread
    public void updateConsumer(
            UpdateConsumerRequest request, StreamObserver<UpdateConsumerResponse> answer) {
        Answers.unary(answer, () -> api.updateConsumer(request));
    }

    @Override
    @RunOnVirtualThread
    public void closeConsumer(
            CloseConsumerRequest request, StreamObserver<CloseConsumerResponse> answer) {
        Answers.unary(answer, () -> api.closeConsumer(request));
    }

    @Override
    @RunOnVirtualThread
    public void requestKeyframe(
            RequestKeyframeRequest request, StreamObserver<RequestKeyframeResponse> answer) {
        Answers.unary(answer, () -> api.requestKeyframe(request));
    }

    @Override
    @RunOnVirtualThread
    public void getStatistics(
            GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> answer) {
        Answers.unary(answer, () -> api.getStatistics(request));
    }

    @Override
    @RunOnVirtualThread
    public void prepareMove(
            PrepareMoveRequest request, StreamObserver<PrepareMoveResponse> answer) {
        Answers.unary(answer, () -> api.prepareMove(request));
    }

    @Override
    @RunOnVirtualThread
    public void watchEvents(
            WatchEventsRequest request, StreamObserver<WatchEventsResponse> answer) {
        Answers.stream(answer, () -> api.watchEvents(request, answer));
    }

    @Override
    @RunOnVirtualThread
    public void moveSession(
            MoveSessionRequest request, StreamObserver<MoveSessionResponse> answer) {
        Answers.stream(answer, () -> api.moveSession(request, answer));
    }
}
