package media.sluice.coordinator.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.DataProtocol;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.room.Participant;

/**
 * A participant's data channels on the node: what it may send, on the session on which it
 * publishes, and what it gets, on the session on which it receives. A session is opened with them:
 * the node knows what to do with the first message that comes. Later only what the participant may
 * send changes.
 */
final class DataLinks {

    private final PeerHost host;
    private final String endpoint;
    private final Map<String, DataProtocol.Sender> sending = new HashMap<>();
    private String sendingSession = "";
    private Optional<Participant> allowed = Optional.empty();

    /** {@code endpoint} is the participant's sid. */
    DataLinks(PeerHost host, String endpoint) {
        this.host = host;
        this.endpoint = endpoint;
    }

    /** What a session has that is to be opened for both directions. */
    DataPlane.Channels both(String sessionId, Optional<Participant> self) {
        return new DataPlane.Channels(senders(sessionId, self), receivers(sessionId, false));
    }

    /** What a session has that is to be opened for what the participant sends. */
    DataPlane.Channels sending(String sessionId, Optional<Participant> self) {
        return new DataPlane.Channels(senders(sessionId, self), List.of());
    }

    /** What a session has that is to be opened for what the participant gets. */
    DataPlane.Channels receiving(String sessionId) {
        return new DataPlane.Channels(List.of(), receivers(sessionId, true));
    }

    /** Messages wait on the node until a channel is open, whoever {@code opensChannels}. */
    private List<DataPlane.ConsumerOf> receivers(String sessionId, boolean opensChannels) {
        var addresses = List.of(host.identity(), endpoint);
        return host.data().receivers().stream()
                .map(receiver ->
                        new DataPlane.ConsumerOf(
                                sessionId,
                                endpoint + "-from" + receiver.label(),
                                receiver,
                                opensChannels,
                                endpoint,
                                addresses))
                .toList();
    }

    private List<DataPlane.ProducerOf> senders(String sessionId, Optional<Participant> self) {
        sendingSession = sessionId;
        allowed = self;
        var producers =
                self.stream()
                        .flatMap(participant -> host.data().senders(participant).stream())
                        .map(this::producer)
                        .toList();
        producers.forEach(each -> sending.put(each.producerId(), each.sender()));
        return producers;
    }

    /**
     * What the participant is and may do may have changed.
     *
     * @param done called once the node knows what it may send: who is told of it before could lose
     *     a first message
     */
    void update(Runnable done) {
        var self = host.self();
        if (sendingSession.isEmpty() || self.isEmpty() || isSame(self.get())) {
            done.run();
            return;
        }
        allowed = self;
        var wanted = host.data().senders(self.get()).stream().map(this::producer).toList();
        for (var id : List.copyOf(sending.keySet())) {
            if (wanted.stream()
                    .noneMatch(each -> isSending(each) && each.producerId().equals(id))) {
                close(id);
            }
        }
        wanted.stream().filter(each -> !isSending(each)).toList().forEach(this::open);
        // Behind the others, whether they were answered or not.
        host.calls(sendingSession).tell("wait for the data producers", _ -> {}, done, _ -> true);
    }

    private boolean isSending(DataPlane.ProducerOf producer) {
        return producer.sender().equals(sending.get(producer.producerId()));
    }

    private void close(String id) {
        sending.remove(id);
        host.calls(sendingSession)
                .tell(
                        "close data producer",
                        node -> node.data().closeProducer(node.epoch(), node.roomId(), id));
    }

    private boolean isSame(Participant now) {
        return allowed.map(before -> mayAndIs(before).equals(mayAndIs(now))).orElse(false);
    }

    /** All that its messages depend on: other changes must not interrupt them. */
    private static List<Object> mayAndIs(Participant participant) {
        var may = participant.permissions();
        return List.of(may.canPublishData(), may.isHidden(), may.isAgent(), participant.kind());
    }

    private void open(DataPlane.ProducerOf producer) {
        sending.put(producer.producerId(), producer.sender());
        host.calls(sendingSession)
                .tell(
                        "create data producer",
                        node -> node.data().createProducer(node.epoch(), producer),
                        () -> {},
                        _ -> notOpened(producer.producerId()));
    }

    private DataPlane.ProducerOf producer(DataProtocol.Sender sender) {
        var id = producerId(sender.label(), sender.takesOtherLabels());
        return new DataPlane.ProducerOf(sendingSession, id, endpoint, sender);
    }

    /** The next retry tries all of them again: repeating what is there is fine. */
    private boolean notOpened(String id) {
        allowed = Optional.empty();
        sending.remove(id);
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
        if (!sending.containsKey(id)) {
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
