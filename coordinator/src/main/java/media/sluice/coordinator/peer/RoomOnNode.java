package media.sluice.coordinator.peer;

import java.util.List;
import java.util.function.Consumer;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.MoveTicket;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.port.RestartedIce;
import media.sluice.coordinator.port.SessionSpec;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.LocalTransport;
import org.jspecify.annotations.Nullable;

/**
 * A room's calls to the node that carries it, under the room's epoch. They wait until the room is
 * open there, so they are not for the room's thread.
 *
 * @param node the node
 * @param epoch the right to command the room
 * @param roomId the room's sid
 * @param opening whether the room is open there
 */
public record RoomOnNode(MediaNode node, Epoch epoch, String roomId, Opening opening) {

    /** Opens the room; what others ask of it meanwhile waits. */
    public void open() {
        opening.run(() -> node.createRoom(epoch, roomId));
    }

    /** True when the room could not be opened, as far as is known. */
    public boolean hasFailed() {
        return opening.hasFailed();
    }

    /** Closes the room with everything in it, also when it was not opened for all that is known. */
    public void close() {
        opening.awaitEnd();
        node.closeRoom(epoch, roomId);
    }

    private MediaNode opened() {
        opening.await();
        return node;
    }

    /** The node's identifier. */
    public String nodeId() {
        return node.id();
    }

    /** Reserves room for a session that comes from another node. */
    public MoveTicket prepareMove(String sessionId) {
        return opened().prepareMove(epoch, roomId, sessionId);
    }

    /**
     * Moves a session away; blocks until it is at the target or stays.
     *
     * @param patienceMillis how long its client may take to try the target
     */
    public MoveResult moveSession(
            String sessionId,
            MoveTicket ticket,
            long patienceMillis,
            Consumer<List<Candidate>> offered) {
        return opened().moveSession(epoch, sessionId, ticket, patienceMillis, offered);
    }

    /** Makes sure that a producer is here, wherever its session is. */
    public void bring(String producerId, RoomOnNode home) {
        if (!home.nodeId().equals(nodeId())) {
            opened().createRelay(epoch, roomId, producerId, home.opened().relayAddress());
        }
    }

    /** Makes sure that messages cross between here and another node of the room. */
    public void link(RoomOnNode other) {
        opened().createRelay(epoch, roomId, "", other.opened().relayAddress());
    }

    LocalTransport createSession(
            String sessionId, @Nullable PeerTransport peer, DataPlane.Channels data) {
        return opened().createSession(epoch, new SessionSpec(roomId, sessionId, peer, data));
    }

    void connectSession(String sessionId, PeerTransport peer) {
        opened().connectSession(epoch, sessionId, peer);
    }

    RestartedIce restartIce(String sessionId) {
        return opened().restartIce(epoch, sessionId);
    }

    /** Ends a session with what it sends and receives. */
    public void closeSession(String sessionId) {
        opened().closeSession(epoch, sessionId);
    }

    /** The node's data channels. */
    public DataPlane data() {
        return opened().data();
    }

    void createProducer(ProducerSpec spec) {
        opened().createProducer(epoch, spec);
    }

    /** Ends a producer and its consumers. */
    public void closeProducer(String producerId) {
        opened().closeProducer(epoch, roomId, producerId);
    }

    void createConsumer(ConsumerSpec spec) {
        opened().createConsumer(epoch, spec);
    }

    void updateConsumer(String consumerId, Wanted wanted) {
        opened().updateConsumer(epoch, roomId, consumerId, wanted);
    }

    void closeConsumer(String consumerId) {
        opened().closeConsumer(epoch, roomId, consumerId);
    }
}
