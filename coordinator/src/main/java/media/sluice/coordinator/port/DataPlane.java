package media.sluice.coordinator.port;

import java.util.List;

/** A node's data channels; as {@link MediaNode} in everything. */
public interface DataPlane {

    /**
     * What a session sends.
     *
     * @param endpoint who sends; gets none of it back
     */
    record ProducerOf(
            String sessionId, String producerId, String endpoint, DataProtocol.Sender sender) {}

    /**
     * What a session gets.
     *
     * @param opensChannel the node opens the channel, else the client does
     * @param endpoint who receives; gets nothing of its own
     * @param addresses names under which it can be meant alone
     */
    record ConsumerOf(
            String sessionId,
            String consumerId,
            DataProtocol.Receiver receiver,
            boolean opensChannel,
            String endpoint,
            List<String> addresses) {
        /** Copies the list. */
        public ConsumerOf {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * What a session has when it is opened.
     *
     * @param producers what it sends
     * @param consumers what it gets
     */
    record Channels(List<ProducerOf> producers, List<ConsumerOf> consumers) {
        /** Copies the lists. */
        public Channels {
            producers = List.copyOf(producers);
            consumers = List.copyOf(consumers);
        }
    }

    /** Declares what a session sends. */
    void createProducer(Epoch epoch, ProducerOf producer);

    /** Ends a data producer. */
    void closeProducer(Epoch epoch, String roomId, String producerId);

    /**
     * Sends a message to everybody, or to those of these names. It is tried once: it must not
     * arrive twice.
     */
    void send(Epoch epoch, String roomId, String label, byte[] payload, List<String> recipients);

    /** Number of the last message a data producer took; 0 when there is none. */
    long lastSequence(String roomId, String sessionId, String producerId);
}
