package media.sluice.node.relay;

import java.util.List;
import media.sluice.core.room.LegMessage;
import media.sluice.core.wire.TransportAddress;

/**
 * A worker's end of a trunk, as its control stream uses it. Calls block until the worker has
 * answered; each throws {@link media.sluice.node.fault.RequestException} when the trunk or its room
 * has ended.
 */
public interface TrunkEnd {

    /**
     * What the other end must know to send here.
     *
     * @param key with which this end seals; secret, so it is shown nowhere
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Greeting(int trunkId, byte[] key, List<TransportAddress> addresses) {
        public Greeting {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String toString() {
            return "Greeting(" + addresses.size() + " addresses)";
        }
    }

    /** Of this end. */
    Greeting greeting();

    /**
     * The other end's: the trunk begins to prove its path.
     *
     * @param relayAddress host:port of the other node's relay service
     */
    void connect(Greeting other, String relayAddress);

    /** A stream for a producer from the other end. */
    int reserve();

    /** The other end feeds what was reserved. */
    void take(int streamId, byte[] producer);

    /** Feeds a producer to the other end; its parameters and state. */
    byte[] feed(String producerId, int streamId, int layers);

    /** The other end wants it no more. */
    void stopFeeding(int streamId);

    /** The other end does not feed it, or no more. */
    void feedEnded(int streamId);

    /** A message of a data channel; in the order of these calls. */
    void takeMessage(LegMessage message);

    /** Something is about to use the trunk. */
    void touch();

    /** Ends it, with the producers that came over it. */
    void close();
}
