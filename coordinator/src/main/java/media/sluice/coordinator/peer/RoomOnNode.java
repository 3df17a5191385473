package media.sluice.coordinator.peer;

import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.port.RestartedIce;
import media.sluice.coordinator.port.SessionSpec;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.sdp.LocalTransport;
import org.jspecify.annotations.Nullable;

/**
 * A room's calls to the node that carries it, under the room's epoch.
 *
 * @param node the node
 * @param epoch the right to command the room
 * @param roomId the room's sid
 */
public record RoomOnNode(MediaNode node, Epoch epoch, String roomId) {

    /** Opens the room. */
    public void open() {
        node.createRoom(epoch, roomId);
    }

    /** Closes the room with everything in it. */
    public void close() {
        node.closeRoom(epoch, roomId);
    }

    LocalTransport createSession(String sessionId, @Nullable PeerTransport peer, boolean hasData) {
        return node.createSession(epoch, new SessionSpec(roomId, sessionId, peer, hasData));
    }

    void connectSession(String sessionId, PeerTransport peer) {
        node.connectSession(epoch, sessionId, peer);
    }

    RestartedIce restartIce(String sessionId) {
        return node.restartIce(epoch, sessionId);
    }

    /** Ends a session with what it sends and receives. */
    public void closeSession(String sessionId) {
        node.closeSession(epoch, sessionId);
    }

    /** The node's data channels. */
    public DataPlane data() {
        return node.data();
    }

    void createProducer(ProducerSpec spec) {
        node.createProducer(epoch, spec);
    }

    /** Ends a producer and its consumers. */
    public void closeProducer(String producerId) {
        node.closeProducer(epoch, roomId, producerId);
    }

    void createConsumer(ConsumerSpec spec) {
        node.createConsumer(epoch, spec);
    }

    void updateConsumer(String consumerId, Wanted wanted) {
        node.updateConsumer(epoch, roomId, consumerId, wanted);
    }

    void closeConsumer(String consumerId) {
        node.closeConsumer(epoch, roomId, consumerId);
    }
}
