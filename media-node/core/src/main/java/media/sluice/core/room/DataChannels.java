package media.sluice.core.room;

import static media.sluice.core.room.RoomException.Reason.ALREADY_EXISTS;
import static media.sluice.core.room.RoomException.Reason.NOT_FOUND;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import media.sluice.core.sctp.SctpConfig;
import media.sluice.core.session.DataPort;
import media.sluice.core.session.DataSink;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a room: from each data producer to the data consumers that want them and are
 * meant. Part of its {@link Room}.
 */
public final class DataChannels {

    /** Counters of a session's data producers and consumers. */
    public record Statistics(
            List<ProducerStatistics> producers, List<ConsumerStatistics> consumers) {
        public Statistics {
            producers = List.copyOf(producers);
            consumers = List.copyOf(consumers);
        }
    }

    /** {@code lastSequence} is the number of the last message that had one, 0 before. */
    public record ProducerStatistics(
            String dataProducerId, long received, long dropped, long lastSequence) {}

    /** Messages given to the association, and those that never were. */
    public record ConsumerStatistics(String dataConsumerId, long sent, long dropped) {}

    private static final int VERSION = 1;
    private static final int MAX_STREAMS = 65_536;

    private final Room room;
    private final Map<String, Inbound> sessions = new LinkedHashMap<>();
    private final Map<String, DataProducer> producers = new LinkedHashMap<>();
    private final Map<String, DataConsumer> consumers = new LinkedHashMap<>();
    private final DataCounters counters = new DataCounters();
    private final List<RecentMessages> recents = new ArrayList<>();
    private long checkNanos = Long.MAX_VALUE;

    DataChannels(Room room) {
        this.room = room;
    }

    public DataCounters counters() {
        return counters;
    }

    // ---- what there is
    // ---------------------------------------------------------------------------

    /** Declares a channel on which a session sends; repeating it with equal content is fine. */
    public void createProducer(String sessionId, DataProducerParameters parameters) {
        session(sessionId);
        var known = producers.get(parameters.dataProducerId());
        if (known == null) {
            var made = new DataProducer(parameters, sessionId);
            producers.put(made.id(), made);
        } else {
            requireSame(
                    known.parameters().equals(parameters) && known.sessionId().equals(sessionId),
                    "data producer");
        }
    }

    /** Forwards to a session; repeating it with equal content is fine. */
    public void createConsumer(String sessionId, DataConsumerParameters parameters) {
        var member = session(sessionId);
        var known = consumers.get(parameters.dataConsumerId());
        if (known != null) {
            requireSame(
                    known.parameters().equals(parameters) && known.sessionId().equals(sessionId),
                    "data consumer");
            return;
        }
        String producerId = parameters.dataProducerId();
        if (!producerId.isEmpty() && !producers.containsKey(producerId)) {
            throw new RoomException(
                    NOT_FOUND, "The data producer is not in the room. Create it first.");
        }
        addConsumer(member, parameters).open();
    }

    private DataConsumer addConsumer(Inbound member, DataConsumerParameters parameters) {
        var made = new DataConsumer(parameters, member.sessionId, member.port, counters);
        consumers.put(made.id(), made);
        return made;
    }

    /** Ends a data producer and the data consumers of it alone; one that is not there is fine. */
    public void closeProducer(String dataProducerId) {
        if (producers.remove(dataProducerId) != null) {
            consumers
                    .values()
                    .removeIf(each -> each.parameters().dataProducerId().equals(dataProducerId));
            wakeSenders();
        }
    }

    /** Ends a data consumer; one that is not there is fine. Its channel stays open. */
    public void closeConsumer(String dataConsumerId) {
        if (consumers.remove(dataConsumerId) != null) {
            wakeSenders();
        }
    }

    void addSession(String sessionId, @Nullable DataPort port) {
        if (port != null) {
            var member = new Inbound(sessionId, port);
            sessions.put(sessionId, member);
            port.deliverTo(member);
        }
    }

    void removeSession(String sessionId) {
        var member = sessions.remove(sessionId);
        if (member != null) {
            member.port.deliverTo(DataSink.NONE);
            for (var producer : List.copyOf(producers.values())) {
                if (producer.sessionId().equals(sessionId)) {
                    closeProducer(producer.id());
                }
            }
            consumers.values().removeIf(each -> each.sessionId().equals(sessionId));
            wakeSenders();
        }
    }

    private Inbound session(String sessionId) {
        var member = sessions.get(sessionId);
        if (member == null) {
            throw new RoomException(NOT_FOUND, "The session is not in the room. Create it first.");
        }
        return member;
    }

    private static void requireSame(boolean same, String what) {
        if (!same) {
            throw new RoomException(
                    ALREADY_EXISTS,
                    "The "
                            + what
                            + " is there with other content. Close it first, or choose another"
                            + " id.");
        }
    }

    // ---- the way of a message
    // --------------------------------------------------------------------

    /**
     * Sends a message of the controller's to the data consumers of every producer of this label, on
     * this leg: the controller knows the others, and there may be no trunk to them.
     *
     * @param recipients addresses; empty for all
     */
    public void send(
            String label, boolean isText, byte[] payload, List<String> recipients, long nowNanos) {
        counters.onReceived();
        var message = new DataMessage(isText, payload);
        for (var consumer : consumers.values()) {
            var wanted = consumer.parameters();
            if (wanted.dataProducerId().isEmpty()
                    && wanted.label().equals(label)
                    && wanted.isMeant(recipients)) {
                offer(consumer, message, nowNanos);
            }
        }
    }

    private void toOtherLegs(LegMessage message) {
        if (room.relays().send(message)) {
            recents.forEach(each -> each.keepOurs(message));
        }
    }

    /** A message of another leg's session. */
    void takeFromLeg(LegMessage message, RoomTrunk from, long nowNanos) {
        counters.onReceived();
        recents.forEach(each -> each.keepTheirs(message, from));
        var plain = new DataMessage(message.isText(), message.payload());
        for (var consumer : consumers.values()) {
            if (consumer.takes(message)) {
                offer(consumer, plain, nowNanos);
            }
        }
        // Who came from there may have waited for what he sent from there.
        wakeSenders();
    }

    /** Whether the room has to do with messages at all. */
    boolean isUsed() {
        return !producers.isEmpty() || !consumers.isEmpty();
    }

    /** Keeps messages from now on, for a session that comes over a trunk. */
    RecentMessages keepRecent(RoomTrunk trunk) {
        var kept = new RecentMessages(trunk);
        recents.add(kept);
        return kept;
    }

    void forget(RecentMessages kept) {
        recents.remove(kept);
    }

    /** What a session that came has not had at its source goes to its data consumers. */
    void repeat(String sessionId, RecentMessages kept, long sent, long received, long nowNanos) {
        for (var consumer : consumers.values()) {
            if (consumer.sessionId().equals(sessionId)) {
                kept.repeat(sent, received, consumer, nowNanos);
            }
        }
    }

    /** A session that came says nothing before what it said at its source has come. */
    void hold(String sessionId, RoomTrunk trunk, long sent) {
        var member = sessions.get(sessionId);
        if (member != null) {
            member.behind = trunk;
            member.behindNumber = sent;
        }
    }

    private void handle(DataProducer producer, boolean isText, byte[] payload, long nowNanos) {
        var opened = producer.open(payload);
        var drop = opened.drop();
        if (drop != null) {
            counters.onDrop(drop);
            return;
        }
        var message = new DataMessage(isText, opened.payload());
        for (var consumer : consumers.values()) {
            if (consumer.takes(producer) && consumer.parameters().isMeant(opened.recipients())) {
                offer(consumer, message, nowNanos);
            }
        }
        var sent = producer.parameters();
        toOtherLegs(
                new LegMessage(
                        sent.label(),
                        sent.endpoint(),
                        sent.dataProducerId(),
                        isText,
                        opened.payload(),
                        opened.recipients()));
    }

    private void offer(DataConsumer consumer, DataMessage message, long nowNanos) {
        consumer.offer(message, nowNanos);
        if (consumer.isBlocking() && checkNanos == Long.MAX_VALUE) {
            checkNanos = nowNanos + DataConsumer.CHECK_NANOS;
            room.wakeAt(checkNanos);
        }
    }

    /** Messages of one session; they wait while a reliable receiver of theirs does. */
    private final class Inbound implements DataSink {

        private final String sessionId;
        private final DataPort port;
        private boolean isWaiting;
        private @Nullable RoomTrunk behind;
        private long behindNumber;

        Inbound(String sessionId, DataPort port) {
            this.sessionId = sessionId;
            this.port = port;
        }

        @Override
        public boolean isReady(long nowNanos) {
            isWaiting = isBlocked();
            return !isWaiting;
        }

        private boolean isBlocked() {
            RoomTrunk way = behind;
            if (way != null && way.isAlive() && way.messagesReceived() < behindNumber) {
                return true;
            }
            behind = null;
            for (var consumer : consumers.values()) {
                if (consumer.isBlocking() && feeds(consumer)) {
                    return true;
                }
            }
            return false;
        }

        private boolean feeds(DataConsumer consumer) {
            for (var producer : producers.values()) {
                if (producer.sessionId().equals(sessionId) && consumer.takes(producer)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void onMessage(String label, boolean isText, byte[] payload, long nowNanos) {
            counters.onReceived();
            DataProducer other = null;
            boolean isTaken = false;
            for (var producer : List.copyOf(producers.values())) {
                if (!producer.sessionId().equals(sessionId)) {
                    continue;
                }
                if (producer.parameters().takesOtherLabels()) {
                    other = producer;
                } else if (producer.parameters().label().equals(label)) {
                    isTaken = true;
                    handle(producer, isText, payload, nowNanos);
                }
            }
            if (!isTaken && other != null) {
                handle(other, isText, payload, nowNanos);
            } else if (!isTaken) {
                counters.onDrop(DataDrop.NO_PRODUCER);
            }
        }

        @Override
        public void onChannels(long nowNanos) {
            for (var consumer : consumers.values()) {
                if (consumer.sessionId().equals(sessionId)) {
                    consumer.onChannels();
                }
            }
        }

        @Override
        public void onWritable(long nowNanos) {
            boolean wasBlocking = false;
            boolean isBlocking = false;
            for (var consumer : consumers.values()) {
                if (consumer.sessionId().equals(sessionId)) {
                    wasBlocking |= consumer.isBlocking();
                    consumer.flush(nowNanos);
                    isBlocking |= consumer.isBlocking();
                }
            }
            if (wasBlocking && !isBlocking) {
                wakeSenders();
            }
        }
    }

    private void wakeSenders() {
        for (var member : sessions.values()) {
            if (member.isWaiting) {
                member.port.wake();
            }
        }
    }

    // ---- time
    // ------------------------------------------------------------------------------------

    long nextDeadlineNanos() {
        return checkNanos;
    }

    /** Looks for readers that hold everybody up. */
    void handleTimeout(long nowNanos) {
        if (nowNanos < checkNanos) {
            return;
        }
        checkNanos = Long.MAX_VALUE;
        for (var consumer : consumers.values()) {
            consumer.check();
            if (consumer.isBlocking()) {
                checkNanos = nowNanos + DataConsumer.CHECK_NANOS;
            }
        }
        wakeSenders();
    }

    // ---- for people and for moves
    // ----------------------------------------------------------------

    /** Counters of a session's data producers and consumers. */
    public Statistics statistics(String sessionId) {
        return new Statistics(
                producers.values().stream()
                        .filter(each -> each.sessionId().equals(sessionId))
                        .map(each ->
                                new ProducerStatistics(
                                        each.id(),
                                        each.messagesReceived(),
                                        each.messagesDropped(),
                                        each.lastSequence()))
                        .toList(),
                consumers.values().stream()
                        .filter(each -> each.sessionId().equals(sessionId))
                        .map(each ->
                                new ConsumerStatistics(
                                        each.id(), each.messagesSent(), each.messagesDropped()))
                        .toList());
    }

    /** Writes a session's data producers and consumers with what waits in them. */
    void export(String sessionId, StateWriter out) {
        var sent = new ArrayList<DataProducer>();
        for (var producer : producers.values()) {
            if (producer.sessionId().equals(sessionId)) {
                sent.add(producer);
            }
        }
        var received = new ArrayList<DataConsumer>();
        for (var consumer : consumers.values()) {
            if (consumer.sessionId().equals(sessionId)) {
                received.add(consumer);
            }
        }
        out.begin(VERSION).i32(sent.size());
        sent.forEach(producer -> producer.export(out));
        out.i32(received.size());
        received.forEach(consumer -> consumer.export(out));
        out.end();
    }

    /** Makes what was exported; returns the data consumers whose producer is not in the room. */
    List<String> restore(String sessionId, StateReader in, long nowNanos)
            throws CorruptStateException {
        in.begin();
        for (int left = in.count(MAX_STREAMS); left > 0; left--) {
            restoreProducer(sessionId, in);
        }
        var leftOut = new ArrayList<String>();
        for (int left = in.count(MAX_STREAMS); left > 0; left--) {
            restoreConsumer(sessionId, in, leftOut, nowNanos);
        }
        in.end();
        return leftOut;
    }

    private void restoreProducer(String sessionId, StateReader in) throws CorruptStateException {
        in.begin();
        var parameters = DataProducerParameters.restore(in);
        in.require(
                !producers.containsKey(parameters.dataProducerId()),
                "data producer is there already");
        var made = new DataProducer(parameters, sessionId);
        made.restoreState(in);
        producers.put(made.id(), made);
        in.end();
    }

    private void restoreConsumer(
            String sessionId, StateReader in, List<String> leftOut, long nowNanos)
            throws CorruptStateException {
        in.begin();
        var parameters = DataConsumerParameters.restore(in);
        String id = parameters.dataConsumerId();
        in.require(!consumers.containsKey(id), "data consumer is there already");
        String producerId = parameters.dataProducerId();
        if (!producerId.isEmpty() && !producers.containsKey(producerId)) {
            leftOut.add(id);
        } else {
            var made = addConsumer(session(sessionId), parameters);
            made.restoreState(
                    in, SctpConfig.standard().maxMessageBytes() + DataEnvelope.MAX_GROWTH);
            made.open();
            made.flush(nowNanos);
        }
        in.end();
    }
}
