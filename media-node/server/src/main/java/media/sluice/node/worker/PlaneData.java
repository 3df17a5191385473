package media.sluice.node.worker;

import media.sluice.core.room.DataConsumerParameters;
import media.sluice.core.room.DataProducerParameters;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;

/** What controllers ask of the data channels on one worker. Owned by the worker. */
final class PlaneData {

    private final Plane plane;

    PlaneData(Plane plane) {
        this.plane = plane;
    }

    void createProducer(String sessionId, DataProducerParameters producer, Epoch epoch) {
        SessionEntry entry = session(sessionId, epoch);
        entry.room().room().data().createProducer(sessionId, producer);
        plane.settle(entry);
    }

    void closeProducer(String roomId, String dataProducerId, Epoch epoch) {
        RoomEntry entry = plane.commands().room(roomId, epoch);
        entry.room().data().closeProducer(dataProducerId);
        plane.settle(entry);
    }

    void createConsumer(String sessionId, DataConsumerParameters consumer, Epoch epoch) {
        SessionEntry entry = session(sessionId, epoch);
        entry.room().room().data().createConsumer(sessionId, consumer);
        plane.settle(entry);
    }

    void closeConsumer(String roomId, String dataConsumerId, Epoch epoch) {
        RoomEntry entry = plane.commands().room(roomId, epoch);
        entry.room().data().closeConsumer(dataConsumerId);
        plane.settle(entry);
    }

    void send(String roomId, DataToSend message, Epoch epoch) {
        RoomEntry entry = plane.commands().room(roomId, epoch);
        entry.room()
                .data()
                .send(
                        message.label(),
                        message.isText(),
                        message.payload(),
                        message.recipients(),
                        plane.now());
        plane.settle(entry);
    }

    private SessionEntry session(String sessionId, Epoch epoch) {
        SessionEntry entry = plane.commands().session(sessionId, epoch);
        if (!entry.session().data().isEnabled()) {
            throw new RequestException(
                    ErrorCode.WRONG_STATE,
                    "The session has no data section. Create it with has_data.");
        }
        return entry;
    }
}
