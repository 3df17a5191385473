package media.sluice.coordinator.nodes.grpc;

import com.google.protobuf.ByteString;
import java.util.List;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;
import media.sluice.proto.media.v1alpha1.CloseDataProducerRequest;
import media.sluice.proto.media.v1alpha1.GetStatisticsRequest;
import media.sluice.proto.media.v1alpha1.SendDataRequest;

/** Calls to the data channels of one node. Safe for use by many threads. */
final class GrpcDataPlane implements DataPlane {

    private final GrpcMediaNode node;

    GrpcDataPlane(GrpcMediaNode node) {
        this.node = node;
    }

    @Override
    public void createProducer(Epoch epoch, ProducerOf producer) {
        var request =
                DataMessages.producer(producer)
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setSessionId(producer.sessionId())
                        .build();
        node.call(stub -> stub.createDataProducer(request));
    }

    @Override
    public void closeProducer(Epoch epoch, String roomId, String producerId) {
        var request =
                CloseDataProducerRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .setDataProducerId(producerId)
                        .build();
        node.call(stub -> stub.closeDataProducer(request));
    }

    @Override
    public void send(
            Epoch epoch, String roomId, String label, byte[] payload, List<String> recipients) {
        var request =
                SendDataRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .setLabel(label)
                        .setPayload(ByteString.copyFrom(payload))
                        .addAllRecipients(recipients)
                        .build();
        node.callOnce(stub -> stub.sendData(request));
    }

    @Override
    public long lastSequence(String roomId, String sessionId, String producerId) {
        var request =
                GetStatisticsRequest.newBuilder().setRoomId(roomId).setSessionId(sessionId).build();
        return node.callSoon(stub -> stub.getStatistics(request)).getRoomsList().stream()
                .flatMap(room -> room.getSessionsList().stream())
                .flatMap(session -> session.getDataProducersList().stream())
                .filter(producer -> producer.getDataProducerId().equals(producerId))
                .mapToLong(producer -> producer.getLastSequence())
                .findFirst()
                .orElse(0);
    }
}
