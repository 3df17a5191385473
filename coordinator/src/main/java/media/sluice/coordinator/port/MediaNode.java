package media.sluice.coordinator.port;

import media.sluice.coordinator.sdp.LocalTransport;

/**
 * One media node's primitives. Calls block until the node has answered, some seconds at most; safe
 * for use by many threads. Every method throws {@link NodeException} when the node refuses or does
 * not answer.
 */
public interface MediaNode {
    /** The node's identifier. */
    String id();

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
}
