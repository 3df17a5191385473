package media.sluice.coordinator.peer;

import java.util.List;
import java.util.function.Consumer;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.MoveTicket;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.port.RestartedIce;
import media.sluice.coordinator.port.SessionSpec;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.sdp.Candidate;
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

    /** The node's identifier. */
    public String nodeId() {
        return node.id();
    }

    /** Reserves room for a session that comes from another node. */
    public MoveTicket prepareMove(String sessionId) {
        return node.prepareMove(epoch, roomId, sessionId);
    }

    /** Moves a session away; blocks until it is at the target or stays. */
    public MoveResult moveSession(
            String sessionId, MoveTicket ticket, Consumer<List<Candidate>> offered) {
        return node.moveSession(epoch, sessionId, ticket, offered);
    }

    /** Makes sure that a producer is here, wherever its session is. */
    public void bring(String producerId, RoomOnNode home) {
        if (!home.nodeId().equals(nodeId())) {
            node.createRelay(epoch, roomId, producerId, home.node.relayAddress());
        }
    }

    /** Makes sure that messages cross between here and another node of the room. */
    public void link(RoomOnNode other) {
        node.createRelay(epoch, roomId, "", other.node.relayAddress());
    }

    /** The same for the time being: who looks after the room does it again. */
    public void tryLink(RoomOnNode other) {
        try {
            link(other);
        } catch (NodeException later) {
            // The trunk comes up with the next round.
        }
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
