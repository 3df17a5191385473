package media.sluice.node.control;

import media.sluice.node.worker.Epoch;
import media.sluice.proto.media.v1alpha1.CloseDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CloseDataConsumerResponse;
import media.sluice.proto.media.v1alpha1.CloseDataProducerRequest;
import media.sluice.proto.media.v1alpha1.CloseDataProducerResponse;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerResponse;
import media.sluice.proto.media.v1alpha1.CreateDataProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataProducerResponse;
import media.sluice.proto.media.v1alpha1.SendDataRequest;
import media.sluice.proto.media.v1alpha1.SendDataResponse;

/** The calls about data channels. Thread-safe; calls wait for workers. */
final class DataCommands {

    private final RoomDirectory directory;

    DataCommands(RoomDirectory directory) {
        this.directory = directory;
    }

    CreateDataProducerResponse createProducer(CreateDataProducerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String id = Checks.id("session_id", request.getSessionId());
        var producer = DataParameters.producer(request);
        directory.ofSession(
                id, mailbox -> Answers.await(mailbox.createDataProducer(id, producer, epoch)));
        return CreateDataProducerResponse.getDefaultInstance();
    }

    CloseDataProducerResponse closeProducer(CloseDataProducerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("data_producer_id", request.getDataProducerId());
        if (directory.hasRoom(room)) {
            directory.inRoom(
                    room, mailbox -> Answers.await(mailbox.closeDataProducer(room, id, epoch)));
        }
        return CloseDataProducerResponse.getDefaultInstance();
    }

    CreateDataConsumerResponse createConsumer(CreateDataConsumerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String id = Checks.id("session_id", request.getSessionId());
        var consumer = DataParameters.consumer(request);
        directory.ofSession(
                id, mailbox -> Answers.await(mailbox.createDataConsumer(id, consumer, epoch)));
        return CreateDataConsumerResponse.getDefaultInstance();
    }

    CloseDataConsumerResponse closeConsumer(CloseDataConsumerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("data_consumer_id", request.getDataConsumerId());
        if (directory.hasRoom(room)) {
            directory.inRoom(
                    room, mailbox -> Answers.await(mailbox.closeDataConsumer(room, id, epoch)));
        }
        return CloseDataConsumerResponse.getDefaultInstance();
    }

    SendDataResponse send(SendDataRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        var message = DataParameters.message(request);
        directory.inRoom(room, mailbox -> Answers.await(mailbox.sendData(room, message, epoch)));
        return SendDataResponse.getDefaultInstance();
    }
}
