package media.sluice.coordinator.usecase;

import java.util.List;
import java.util.function.Consumer;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.ErrorCode;
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

/**
 * Stands in for a node that is gone while its rooms are cleared: closing succeeds, opening does
 * not.
 *
 * @param id the node's identifier
 */
record LostNode(String id) implements MediaNode {

    @Override
    public void createRoom(Epoch epoch, String roomId) {
        throw gone();
    }

    @Override
    public void closeRoom(Epoch epoch, String roomId) {
        // Gone already.
    }

    @Override
    public LocalTransport createSession(Epoch epoch, SessionSpec spec) {
        throw gone();
    }

    @Override
    public void connectSession(Epoch epoch, String sessionId, PeerTransport peer) {
        throw gone();
    }

    @Override
    public RestartedIce restartIce(Epoch epoch, String sessionId) {
        throw gone();
    }

    @Override
    public void closeSession(Epoch epoch, String sessionId) {
        // Gone already.
    }

    @Override
    public void createProducer(Epoch epoch, ProducerSpec spec) {
        throw gone();
    }

    @Override
    public void closeProducer(Epoch epoch, String roomId, String producerId) {
        // Gone already.
    }

    @Override
    public void createConsumer(Epoch epoch, ConsumerSpec spec) {
        throw gone();
    }

    @Override
    public void updateConsumer(Epoch epoch, String roomId, String consumerId, Wanted wanted) {
        // Gone already.
    }

    @Override
    public void closeConsumer(Epoch epoch, String roomId, String consumerId) {
        // Gone already.
    }

    @Override
    public DataPlane data() {
        return new LostData(this);
    }

    @Override
    public String relayAddress() {
        throw gone();
    }

    @Override
    public void createRelay(Epoch epoch, String roomId, String producerId, String relayAddress) {
        throw gone();
    }

    @Override
    public MoveTicket prepareMove(Epoch epoch, String roomId, String sessionId) {
        throw gone();
    }

    @Override
    public MoveResult moveSession(
            Epoch epoch,
            String sessionId,
            MoveTicket ticket,
            long patienceMillis,
            Consumer<List<Candidate>> offered) {
        throw gone();
    }

    private NodeException gone() {
        return new NodeException(
                ErrorCode.UNAVAILABLE, "media node " + id + " is gone: join again", null);
    }

    /** Its data channels: gone as well. */
    private record LostData(LostNode node) implements DataPlane {

        @Override
        public void createProducer(Epoch epoch, ProducerOf producer) {
            throw node.gone();
        }

        @Override
        public void closeProducer(Epoch epoch, String roomId, String producerId) {
            // Gone already.
        }

        @Override
        public void send(
                Epoch epoch, String roomId, String label, byte[] payload, List<String> recipients) {
            throw node.gone();
        }

        @Override
        public long lastSequence(String roomId, String sessionId, String producerId) {
            throw node.gone();
        }
    }
}
