package media.sluice.node.control;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import media.sluice.proto.media.v1alpha1.CloseConsumerRequest;
import media.sluice.proto.media.v1alpha1.CloseConsumerResponse;
import media.sluice.proto.media.v1alpha1.CloseDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CloseDataConsumerResponse;
import media.sluice.proto.media.v1alpha1.CloseDataProducerRequest;
import media.sluice.proto.media.v1alpha1.CloseDataProducerResponse;
import media.sluice.proto.media.v1alpha1.CloseProducerRequest;
import media.sluice.proto.media.v1alpha1.CloseProducerResponse;
import media.sluice.proto.media.v1alpha1.CloseRelayRequest;
import media.sluice.proto.media.v1alpha1.CloseRelayResponse;
import media.sluice.proto.media.v1alpha1.CloseRoomRequest;
import media.sluice.proto.media.v1alpha1.CloseRoomResponse;
import media.sluice.proto.media.v1alpha1.CloseSessionRequest;
import media.sluice.proto.media.v1alpha1.CloseSessionResponse;
import media.sluice.proto.media.v1alpha1.ConnectSessionRequest;
import media.sluice.proto.media.v1alpha1.ConnectSessionResponse;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateConsumerResponse;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerResponse;
import media.sluice.proto.media.v1alpha1.CreateDataProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataProducerResponse;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerResponse;
import media.sluice.proto.media.v1alpha1.CreateRelayRequest;
import media.sluice.proto.media.v1alpha1.CreateRelayResponse;
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
import media.sluice.proto.media.v1alpha1.SendDataRequest;
import media.sluice.proto.media.v1alpha1.SendDataResponse;
import media.sluice.proto.media.v1alpha1.UpdateConsumerRequest;
import media.sluice.proto.media.v1alpha1.UpdateConsumerResponse;
import media.sluice.proto.media.v1alpha1.WatchEventsRequest;
import media.sluice.proto.media.v1alpha1.WatchEventsResponse;

/**
 * The gRPC face of the node: one line per call. What the calls do is in {@link NodeApi}; what they
 * mean is in the contract.
 *
 * <p>{@link Answers} moves each call to a virtual thread. Quarkus' own way ({@code
 * RunOnVirtualThread}) loses a call now and then when several arrive at once in a fresh process
 * (seen with 3.32.1): its request waits for ever.
 */
@GrpcService
public class MediaNodeEndpoint extends MediaNodeServiceGrpc.MediaNodeServiceImplBase {

    private final NodeApi api;

    public MediaNodeEndpoint(NodeApi api) {
        this.api = api;
    }

    @Override
    public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> answer) {
        Answers.unary(answer, () -> api.getNode(request));
    }

    @Override
    public void createRoom(CreateRoomRequest request, StreamObserver<CreateRoomResponse> answer) {
        Answers.unary(answer, () -> api.createRoom(request));
    }

    @Override
    public void closeRoom(CloseRoomRequest request, StreamObserver<CloseRoomResponse> answer) {
        Answers.unary(answer, () -> api.closeRoom(request));
    }

    @Override
    public void createSession(
            CreateSessionRequest request, StreamObserver<CreateSessionResponse> answer) {
        Answers.unary(answer, () -> api.createSession(request));
    }

    @Override
    public void connectSession(
            ConnectSessionRequest request, StreamObserver<ConnectSessionResponse> answer) {
        Answers.unary(answer, () -> api.connectSession(request));
    }

    @Override
    public void restartIce(RestartIceRequest request, StreamObserver<RestartIceResponse> answer) {
        Answers.unary(answer, () -> api.restartIce(request));
    }

    @Override
    public void closeSession(
            CloseSessionRequest request, StreamObserver<CloseSessionResponse> answer) {
        Answers.unary(answer, () -> api.closeSession(request));
    }

    @Override
    public void createProducer(
            CreateProducerRequest request, StreamObserver<CreateProducerResponse> answer) {
        Answers.unary(answer, () -> api.createProducer(request));
    }

    @Override
    public void pauseProducer(
            PauseProducerRequest request, StreamObserver<PauseProducerResponse> answer) {
        Answers.unary(answer, () -> api.pauseProducer(request));
    }

    @Override
    public void closeProducer(
            CloseProducerRequest request, StreamObserver<CloseProducerResponse> answer) {
        Answers.unary(answer, () -> api.closeProducer(request));
    }

    @Override
    public void createConsumer(
            CreateConsumerRequest request, StreamObserver<CreateConsumerResponse> answer) {
        Answers.unary(answer, () -> api.createConsumer(request));
    }

    @Override
    public void updateConsumer(
            UpdateConsumerRequest request, StreamObserver<UpdateConsumerResponse> answer) {
        Answers.unary(answer, () -> api.updateConsumer(request));
    }

    @Override
    public void closeConsumer(
            CloseConsumerRequest request, StreamObserver<CloseConsumerResponse> answer) {
        Answers.unary(answer, () -> api.closeConsumer(request));
    }

    @Override
    public void requestKeyframe(
            RequestKeyframeRequest request, StreamObserver<RequestKeyframeResponse> answer) {
        Answers.unary(answer, () -> api.requestKeyframe(request));
    }

    @Override
    public void createRelay(
            CreateRelayRequest request, StreamObserver<CreateRelayResponse> answer) {
        Answers.unary(answer, () -> api.relays().create(request));
    }

    @Override
    public void closeRelay(CloseRelayRequest request, StreamObserver<CloseRelayResponse> answer) {
        Answers.unary(answer, () -> api.relays().close(request));
    }

    @Override
    public void createDataProducer(
            CreateDataProducerRequest request, StreamObserver<CreateDataProducerResponse> answer) {
        Answers.unary(answer, () -> api.data().createProducer(request));
    }

    @Override
    public void closeDataProducer(
            CloseDataProducerRequest request, StreamObserver<CloseDataProducerResponse> answer) {
        Answers.unary(answer, () -> api.data().closeProducer(request));
    }

    @Override
    public void createDataConsumer(
            CreateDataConsumerRequest request, StreamObserver<CreateDataConsumerResponse> answer) {
        Answers.unary(answer, () -> api.data().createConsumer(request));
    }

    @Override
    public void closeDataConsumer(
            CloseDataConsumerRequest request, StreamObserver<CloseDataConsumerResponse> answer) {
        Answers.unary(answer, () -> api.data().closeConsumer(request));
    }

    @Override
    public void sendData(SendDataRequest request, StreamObserver<SendDataResponse> answer) {
        Answers.unary(answer, () -> api.data().send(request));
    }

    @Override
    public void getStatistics(
            GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> answer) {
        Answers.unary(answer, () -> api.getStatistics(request));
    }

    @Override
    public void prepareMove(
            PrepareMoveRequest request, StreamObserver<PrepareMoveResponse> answer) {
        Answers.unary(answer, () -> api.prepareMove(request));
    }

    @Override
    public void watchEvents(
            WatchEventsRequest request, StreamObserver<WatchEventsResponse> answer) {
        Answers.stream(answer, () -> api.watchEvents(request, answer));
    }

    @Override
    public void moveSession(
            MoveSessionRequest request, StreamObserver<MoveSessionResponse> answer) {
        Answers.stream(answer, () -> api.moveSession(request, answer));
    }
}
