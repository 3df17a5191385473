package media.sluice.coordinator.nodes.grpc;

import com.google.protobuf.ByteString;
import java.util.List;
import media.sluice.coordinator.port.DataEnvelope;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataProducerRequest;
import media.sluice.proto.media.v1alpha1.DataReliability;
import media.sluice.proto.media.v1alpha1.FieldPath;
import media.sluice.proto.media.v1alpha1.NestedStamp;

/** Data channels, as the node's messages; without epoch and session. Stateless. */
final class DataMessages {
    private DataMessages() {}

    static CreateDataProducerRequest.Builder producer(DataPlane.ProducerOf producer) {
        var message =
                CreateDataProducerRequest.newBuilder()
                        .setDataProducerId(producer.producerId())
                        .setLabel(producer.sender().label())
                        .setTakesOtherLabels(producer.sender().takesOtherLabels())
                        .setEndpoint(producer.endpoint());
        producer.sender().envelope().ifPresent(each -> message.setEnvelope(envelope(each)));
        return message;
    }

    static CreateDataConsumerRequest.Builder consumer(DataPlane.ConsumerOf consumer) {
        var message =
                CreateDataConsumerRequest.newBuilder()
                        .setDataConsumerId(consumer.consumerId())
                        .setLabel(consumer.receiver().label())
                        .setOpensChannel(consumer.opensChannel())
                        .setEndpoint(consumer.endpoint())
                        .addAllAddresses(consumer.addresses());
        if (consumer.receiver().isLossy()) {
            message.setReliability(
                    DataReliability.newBuilder().setIsUnordered(true).setMaxRetransmits(0));
        }
        return message;
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
}
