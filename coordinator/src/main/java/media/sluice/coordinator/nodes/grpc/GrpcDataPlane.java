package media.sluice.coordinator.nodes.grpc;

import com.google.protobuf.ByteString;
import java.util.List;
import media.sluice.coordinator.port.DataEnvelope;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;
import media.sluice.proto.media.v1alpha1.CloseDataProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataProducerRequest;
import media.sluice.proto.media.v1alpha1.DataReliability;
import media.sluice.proto.media.v1alpha1.FieldPath;
import media.sluice.proto.media.v1alpha1.GetStatisticsRequest;
import media.sluice.proto.media.v1alpha1.NestedStamp;
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
                CreateDataProducerRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setSessionId(producer.sessionId())
                        .setDataProducerId(producer.producerId())
                        .setLabel(producer.sender().label())
                        .setTakesOtherLabels(producer.sender().takesOtherLabels())
                        .setEndpoint(producer.endpoint());
        producer.sender().envelope().ifPresent(each -> request.setEnvelope(envelope(each)));
        node.call(stub -> stub.createDataProducer(request.build()));
    }

    private static media.sluice.proto.media.v1alpha1.DataEnvelope envelope(DataEnvelope envelope) {
        var message =
                media.sluice.proto.media.v1alpha1.DataEnvelope.newBuilder()
                        .setDefaults(ByteString.copyFrom(envelope.defaults()))
                        .setStamp(ByteString.copyFrom(envelope.stamp()))
                        .addAllRefusedFields(envelope.refusedFields())
                        .setSequenceField(envelope.sequenceField());
        envelope.nestedStamps()
                .forEach((field, stamp) ->
                        message.addNestedStamps(
                                NestedStamp.newBuilder()
                                        .setField(field)
                                        .setStamp(ByteString.copyFrom(stamp))));
        envelope.recipients().forEach(path -> message.addRecipients(path(path)));
        if (!envelope.wrap().isEmpty()) {
            message.setWrap(path(envelope.wrap()));
        }
        return message.build();
    }

    private static FieldPath path(List<Integer> numbers) {
        return FieldPath.newBuilder().addAllNumbers(numbers).build();
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
    public void createConsumer(Epoch epoch, ConsumerOf consumer) {
        var request =
                CreateDataConsumerRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setSessionId(consumer.sessionId())
                        .setDataConsumerId(consumer.consumerId())
                        .setLabel(consumer.receiver().label())
                        .setOpensChannel(consumer.opensChannel())
                        .setEndpoint(consumer.endpoint())
                        .addAllAddresses(consumer.addresses());
        if (consumer.receiver().isLossy()) {
            request.setReliability(
                    DataReliability.newBuilder().setIsUnordered(true).setMaxRetransmits(0));
        }
        node.call(stub -> stub.createDataConsumer(request.build()));
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
