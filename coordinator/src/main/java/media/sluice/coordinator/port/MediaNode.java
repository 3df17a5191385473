package media.sluice.coordinator.port;

import java.util.List;
import java.util.function.Consumer;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.LocalTransport;

/**
 * One media node's primitives. Calls block until the node has answered, some seconds at most; safe
 * for use by many threads. Every method throws {@link NodeException} when the node refuses or does
 * not answer.
 */
public interface MediaNode {
    /** The node's identifier. */
    String id();

    /** host:port at which other nodes reach it for relays and moves. */
    String relayAddress();

    /** Opens a room. */
    void createRoom(Epoch epoch, String roomId);

    /** Closes a room with everything in it. */
    void closeRoom(Epoch epoch, String roomId);

    /** Opens a session; answers what its client must know. */
    LocalTransport createSession(Epoch epoch, SessionSpec spec);

    /** Tells a session its client's end, also after the client's ICE restart. */
    void connectSession(Epoch epoch, String sessionId, PeerTransport peer);

    /** New credentials of the node's end; the old ones serve until the client uses the new. */
    RestartedIce restartIce(Epoch epoch, String sessionId);

    /** Ends a session. */
    void closeSession(Epoch epoch, String sessionId);

    /** Declares media that a session sends. */
    void createProducer(Epoch epoch, ProducerSpec spec);

    /** Ends a producer and its consumers. */
    void closeProducer(Epoch epoch, String roomId, String producerId);

    /** Forwards a producer to a session. */
    void createConsumer(Epoch epoch, ConsumerSpec spec);

    /** Changes how much a consumer gets. */
    void updateConsumer(Epoch epoch, String roomId, String consumerId, Wanted wanted);

    /** Ends a consumer. */
    void closeConsumer(Epoch epoch, String roomId, String consumerId);

    /** Its data channels. */
    DataPlane data();

    /**
     * Brings a producer of another node into the room here; again is the same as once. An empty
     * identifier brings none, and lets messages cross.
     */
    void createRelay(Epoch epoch, String roomId, String producerId, String relayAddress);

    /** Reserves room for a session that comes from another node. */
    MoveTicket prepareMove(Epoch epoch, String roomId, String sessionId);

    /**
     * Moves a session away; blocks until it is at the target or stays.
     *
     * @param patienceMillis how long its client may take to try the target, 100 to 30,000
     * @param offered hears, while this blocks, of the target's candidates for the client
     */
    MoveResult moveSession(
            Epoch epoch,
            String sessionId,
            MoveTicket ticket,
            long patienceMillis,
            Consumer<List<Candidate>> offered);
}
