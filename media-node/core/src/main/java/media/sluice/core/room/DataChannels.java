package media.sluice.core.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Data producers and consumers of a room. Records only: messages are not forwarded before SCTP
 * comes.
 */
public final class DataChannels {

    /** A channel on which a session sends. */
    public record DataProducer(String dataProducerId, String sessionId, String label) {}

    /** A data producer as one session receives it. */
    public record DataConsumer(
            String dataConsumerId, String dataProducerId, String sessionId, String label) {}

    private final Map<String, DataProducer> producers = new LinkedHashMap<>();
    private final Map<String, DataConsumer> consumers = new LinkedHashMap<>();

    DataChannels() {}

    /** Declares a channel; repeating it with equal content is fine. */
    public void create(DataProducer producer) {
        requireSame(producers.putIfAbsent(producer.dataProducerId(), producer), producer);
    }

    /** Forwards a channel; repeating it with equal content is fine. */
    public void create(DataConsumer consumer) {
        if (!producers.containsKey(consumer.dataProducerId())) {
            throw new RoomException(
                    RoomException.Reason.NOT_FOUND,
                    "The data producer is not in the room. Create it first.");
        }
        requireSame(consumers.putIfAbsent(consumer.dataConsumerId(), consumer), consumer);
    }

    private static void requireSame(
            @org.jspecify.annotations.Nullable Object known, Object wanted) {
        if (known != null && !known.equals(wanted)) {
            throw new RoomException(
                    RoomException.Reason.ALREADY_EXISTS,
                    "It is there with other content. Close it first, or choose another id.");
        }
    }

    /** Ends a channel and its consumers. */
    public void closeProducer(String dataProducerId) {
        producers.remove(dataProducerId);
        consumers.values().removeIf(c -> c.dataProducerId().equals(dataProducerId));
    }

    /** Ends a data consumer. */
    public void closeConsumer(String dataConsumerId) {
        consumers.remove(dataConsumerId);
    }

    void removeSession(String sessionId) {
        for (DataProducer producer : new ArrayList<>(producers.values())) {
            if (producer.sessionId().equals(sessionId)) {
                closeProducer(producer.dataProducerId());
            }
        }
        consumers.values().removeIf(c -> c.sessionId().equals(sessionId));
    }

    public List<DataProducer> producers() {
        return List.copyOf(producers.values());
    }

    public List<DataConsumer> consumers() {
        return List.copyOf(consumers.values());
    }
}
