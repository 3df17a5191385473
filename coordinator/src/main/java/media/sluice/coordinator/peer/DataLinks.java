package media.sluice.coordinator.peer;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.DataProtocol;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.room.Participant;

/**
 * A participant's data channels on the node: what it may send, on the session on which it
 * publishes, and what it gets, on the session on which it receives. What it may send is asked of
 * the node before the client is answered: a message that comes sooner is lost.
 */
final class DataLinks {

    private final PeerHost host;
    private final String endpoint;
    private final Set<String> sending = new HashSet<>();
    private final Set<String> receiving = new HashSet<>();
    private String sendingSession = "";
    private Optional<Participant> allowed = Optional.empty();

    /** {@code endpoint} is the participant's sid. */
    DataLinks(PeerHost host, String endpoint) {
        this.host = host;
        this.endpoint = endpoint;
    }

    /**
     * The session gets what others send from now on; it waits on the node until a channel is open.
     *
     * @param opensChannels the node opens them, else the client does
     */
    void receiveOn(String sessionId, boolean opensChannels) {
        for (var receiver : host.data().receivers()) {
            var id = endpoint + "-from" + receiver.label();
            if (receiving.add(id)) {
                var addresses = List.of(host.identity(), endpoint);
                var consumer =
                        new DataPlane.ConsumerOf(
                                sessionId, id, receiver, opensChannels, endpoint, addresses);
                host.calls(sessionId)
                        .tell(
                                "create data consumer",
                                node -> node.data().createConsumer(node.epoch(), consumer),
                                () -> {},
                                _ -> receiving.remove(id));
            }
        }
    }

    /** The session is open: what the participant may send is taken from it. */
    void sendFrom(String sessionId) {
        sendingSession = sessionId;
        update();
    }

    /** What the participant is and may do has changed, or is known only now. */
    void update() {
        var self = host.self();
        if (sendingSession.isEmpty() || self.isEmpty() || isSame(self.get())) {
            return;
        }
        allowed = self;
        for (var id : List.copyOf(sending)) {
            sending.remove(id);
            host.calls(sendingSession)
                    .tell(
                            "close data producer",
                            node -> node.data().closeProducer(node.epoch(), node.roomId(), id));
        }
        host.data().senders(self.get()).forEach(this::open);
    }

    private boolean isSame(Participant now) {
        return allowed.map(before ->
                        before.permissions().equals(now.permissions())
                                && before.kind() == now.kind())
                .orElse(false);
    }

    private void open(DataProtocol.Sender sender) {
        var id = producerId(sender.label(), sender.takesOtherLabels());
        var producer = new DataPlane.ProducerOf(sendingSession, id, endpoint, sender);
        sending.add(id);
        host.calls(sendingSession)
                .tell(
                        "create data producer",
                        node -> node.data().createProducer(node.epoch(), producer),
                        () -> {},
                        _ -> notOpened());
    }

    /** The next retry tries all of them again: repeating what is there is fine. */
    private boolean notOpened() {
        allowed = Optional.empty();
        return true;
    }

    private String producerId(String label, boolean takesOtherLabels) {
        return endpoint + (takesOtherLabels ? "-other" : "-to" + label);
    }

    /**
     * Asks the node for the number of the last message that it took, 0 when there is none or no
     * answer. Blocks when called, so not on the room's thread.
     */
    LongSupplier lastSequence(RoomOnNode node) {
        var id = producerId(host.data().numberedLabel(), false);
        var sessionId = sendingSession;
        if (!sending.contains(id)) {
            return () -> 0;
        }
        return () -> {
            try {
                return node.data().lastSequence(node.roomId(), sessionId, id);
            } catch (NodeException silent) {
                return 0;
            }
        };
    }
}
