package media.sluice.core.room;

import static media.sluice.core.room.RoomException.Reason.ALREADY_EXISTS;
import static media.sluice.core.room.RoomException.Reason.NOT_FOUND;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import media.sluice.core.session.FeedbackSink;
import media.sluice.core.session.PeerSession;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * One room on one worker: who receives what. Owned by the worker.
 *
 * <pre>
 *  session ─packet─► Producer ─► Consumer (layer, numbers, header) ─► Egress ─► datagrams
 *  session ─RTCP──► RoomSession ─► Consumer: repeats, key frame requests ─► Producer's session
 * </pre>
 *
 * After each input the owner looks at {@link #nextDeadlineNanos} (it may be in the past: then
 * {@link #handleTimeout} is wanted now), drains {@link #pollEvent}, and flushes the egress once per
 * cycle.
 */
public final class Room {

    private static final long QUALITY_NANOS = 5_000_000_000L;

    private final String roomId;
    private final Egress egress;
    private final Map<String, RoomSession> sessions = new LinkedHashMap<>();
    private final Map<String, Producer> producers = new LinkedHashMap<>();
    private final Map<String, Consumer> consumers = new LinkedHashMap<>();
    private final DataChannels data;
    private final SpeakerLevels levels = new SpeakerLevels();
    private final RoomEvents events = new RoomEvents();
    private final RoomRelays relays = new RoomRelays(this);
    private long deadlineNanos = Long.MAX_VALUE;
    private long qualityNanos = Long.MAX_VALUE;

    /** {@code egress} is the worker's. */
    public Room(String roomId, Egress egress) {
        this.roomId = roomId;
        this.egress = egress;
        this.data = new DataChannels(this);
    }

    public String roomId() {
        return roomId;
    }

    Egress egress() {
        return egress;
    }

    // ---- sessions ------------------------------------------------------------------------------

    /**
     * Adds a session.
     *
     * @param maker makes the session; it gets the sink for the peer's RTCP about our streams
     */
    public PeerSession addSession(
            String sessionId, Function<FeedbackSink, PeerSession> maker, long nowNanos) {
        RoomSession member = newMember(sessionId, nowNanos);
        PeerSession session = maker.apply(member);
        bind(member, new SessionTransport(session));
        return session;
    }

    /** As {@link #addSession} over any transport; returns the sink for the peer's RTCP. */
    public FeedbackSink addTransport(String sessionId, PeerTransport transport, long nowNanos) {
        RoomSession member = newMember(sessionId, nowNanos);
        bind(member, transport);
        return member;
    }

    private void bind(RoomSession member, PeerTransport transport) {
        member.bind(transport);
        data.addSession(member.id(), transport.data());
    }

    private RoomSession newMember(String sessionId, long nowNanos) {
        if (sessions.containsKey(sessionId)) {
            throw new RoomException(
                    ALREADY_EXISTS, "The session is in the room already. Choose another id.");
        }
        RoomSession member = new RoomSession(this, sessionId);
        sessions.put(sessionId, member);
        if (qualityNanos == Long.MAX_VALUE) {
            qualityNanos = nowNanos + QUALITY_NANOS;
            wakeAt(qualityNanos);
        }
        return member;
    }

    /** Removes a session with its producers and consumers; one that is not there is fine. */
    public void removeSession(String sessionId, long nowNanos) {
        RoomSession member = sessions.get(sessionId);
        if (member == null) {
            return;
        }
        egress.flush();
        for (Consumer consumer : member.consumers()) {
            closeConsumer(consumer.id(), nowNanos);
        }
        for (Producer producer : producersOf(member)) {
            closeProducer(producer.id(), nowNanos);
        }
        data.removeSession(sessionId);
        sessions.remove(sessionId);
    }

    public boolean hasSession(String sessionId) {
        return sessions.containsKey(sessionId);
    }

    /** Sessions in the room. */
    public List<String> sessionIds() {
        return List.copyOf(sessions.keySet());
    }

    /**
     * The session's transport changed (keys in place, another address, moved here): what waits for
     * it goes on. Call it for each event of the session.
     */
    public void onTransportChanged(String sessionId, long nowNanos) {
        RoomSession member = sessions.get(sessionId);
        if (member != null && member.isWritable()) {
            wake(nowNanos);
        }
    }

    // ---- producers and consumers ---------------------------------------------------------------

    /** Declares media that a session sends. Repeating it with equal content is fine. */
    public void createProducer(String sessionId, ProducerParameters parameters, long nowNanos) {
        Producer known = producers.get(parameters.producerId());
        if (known != null) {
            requireSame(
                    known.parameters().equals(parameters) && known.session().id().equals(sessionId),
                    "producer");
            return;
        }
        addProducer(session(sessionId), parameters, nowNanos);
    }

    /** As {@link #createProducer}, of one that is not there. */
    Producer addProducer(RoomSession member, ProducerParameters parameters, long now) {
        Producer producer = new Producer(this, member, parameters);
        member.transport().receive(parameters, producer);
        producers.put(parameters.producerId(), producer);
        levels.add(producer, now);
        wakeAt(levels.nextDeadlineNanos());
        return producer;
    }

    /** Pauses or resumes a producer: a paused one is received but not forwarded. */
    public void pauseProducer(String producerId, boolean isPaused, long nowNanos) {
        producer(producerId).pause(isPaused, nowNanos);
        wake(nowNanos);
    }

    /** Ends a producer and its consumers; one that is not there is fine. */
    public void closeProducer(String producerId, long nowNanos) {
        Producer producer = producers.get(producerId);
        if (producer == null) {
            return;
        }
        for (Consumer consumer : producer.consumers()) {
            closeConsumer(consumer.id(), nowNanos);
        }
        producers.remove(producerId);
        RelayInlet inlet = producer.inlet();
        if (inlet == null) {
            levels.remove(producer);
            producer.session().transport().stopReceiving(producer);
        } else {
            inlet.trunk().drop(inlet);
        }
        for (RelayOutlet outlet : producer.outlets()) {
            outlet.trunk().onEnded(outlet);
        }
    }

    /** Trunks to other legs of the room, and what comes over them. */
    public RoomRelays relays() {
        return relays;
    }

    void put(Producer producer) {
        producers.put(producer.id(), producer);
    }

    /** A relayed producer is that of a session which has come here. */
    Producer adopt(Producer producer, RoomSession member, long nowNanos) {
        RelayInlet inlet = producer.inlet();
        producer.sourceFrom(member, null, nowNanos);
        if (inlet != null) {
            inlet.drain(nowNanos);
        }
        member.transport().receive(producer.parameters(), producer);
        hear(producer, nowNanos);
        emit(new RoomEvent.ProducerSourceChanged(producer.id(), false));
        return producer;
    }

    /** Who speaks is told by the leg that has the session. */
    void hear(Producer producer, long nowNanos) {
        levels.add(producer, nowNanos);
        wakeAt(levels.nextDeadlineNanos());
    }

    void silence(Producer producer) {
        levels.remove(producer);
    }

    /** Forwards a producer to a session. Repeating it with equal content is fine. */
    public void createConsumer(
            String sessionId,
            ConsumerParameters parameters,
            ConsumerSettings settings,
            long nowNanos) {
        Consumer known = consumers.get(parameters.consumerId());
        if (known != null) {
            requireSame(
                    known.parameters().equals(parameters) && known.session().id().equals(sessionId),
                    "consumer");
            updateConsumer(parameters.consumerId(), settings, nowNanos);
            return;
        }
        addConsumer(session(sessionId), producer(parameters.producerId()), parameters, settings);
        wake(nowNanos);
    }

    /** As {@link #createConsumer}, of one that is not there. */
    Consumer addConsumer(
            RoomSession member,
            Producer producer,
            ConsumerParameters parameters,
            ConsumerSettings settings) {
        for (Consumer other : member.consumers()) {
            int rtx = other.parameters().rtxSsrc();
            boolean clash =
                    other.ssrc() == parameters.ssrc()
                            || other.ssrc() == parameters.rtxSsrc()
                            || rtx == parameters.ssrc()
                            || (rtx != 0 && rtx == parameters.rtxSsrc());
            CodecParameters.require(!clash, "the session has a consumer with this SSRC already");
        }
        Consumer consumer = new Consumer(this, member, producer, parameters, settings);
        consumers.put(parameters.consumerId(), consumer);
        member.add(consumer);
        producer.add(consumer);
        return consumer;
    }

    /** Pauses, resumes or changes what is wanted. */
    public void updateConsumer(String consumerId, ConsumerSettings settings, long nowNanos) {
        consumer(consumerId).apply(settings);
        wake(nowNanos);
    }

    /** Ends a consumer; one that is not there is fine. */
    public void closeConsumer(String consumerId, long nowNanos) {
        Consumer consumer = consumers.remove(consumerId);
        if (consumer == null) {
            return;
        }
        egress.flush();
        consumer.producer().remove(consumer);
        consumer.session().remove(consumer);
        consumer.session().sendBye(consumer.ssrc(), nowNanos);
    }

    /** Asks the sender of a producer for a key frame of a layer; merged and throttled. */
    public void requestKeyframe(String producerId, int spatialLayer, long nowNanos) {
        ProducerLayer layer = producer(producerId).layer(spatialLayer);
        if (layer == null) {
            throw new RoomException(
                    RoomException.Reason.INVALID,
                    "The producer has no such layer. Ask for a lower one.");
        }
        layer.requester().request(nowNanos);
        wake(nowNanos);
    }

    /** Forwards nothing to a session until key frames come: after a crash of the node before. */
    public void holdConsumers(String sessionId, long nowNanos) {
        for (Consumer consumer : session(sessionId).consumers()) {
            consumer.hold();
        }
        wake(nowNanos);
    }

    /** Data producers and consumers. */
    public DataChannels data() {
        return data;
    }

    // ---- time and events -----------------------------------------------------------------------

    /** When {@link #handleTimeout} is wanted; it may be in the past. */
    public long nextDeadlineNanos() {
        return deadlineNanos;
    }

    void wake(long nowNanos) {
        wakeAt(nowNanos);
    }

    void wakeAt(long whenNanos) {
        deadlineNanos = Math.min(deadlineNanos, whenNanos);
    }

    /** Runs what is due: key frame requests, reports, layer supervision, levels, quality. */
    public void handleTimeout(long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        deadlineNanos = Long.MAX_VALUE;
        for (Producer producer : producers.values()) {
            if (producer.pollLayers(nowNanos)) {
                onLayersChanged(producer, nowNanos);
            }
        }
        for (Consumer consumer : consumers.values()) {
            consumer.pollKeyFrame(nowNanos);
        }
        for (Producer producer : producers.values()) {
            producer.pollKeyFrames(nowNanos);
        }
        relays.poll(nowNanos);
        for (RoomSession member : sessions.values()) {
            member.sendReports(nowNanos);
        }
        levels.handleTimeout(nowNanos, events);
        data.handleTimeout(nowNanos);
        if (nowNanos >= qualityNanos) {
            qualityNanos = nowNanos + QUALITY_NANOS;
            for (RoomSession member : sessions.values()) {
                emit(RoomReports.quality(member, producers.values(), nowNanos));
            }
        }
        scheduleNext();
    }

    private void scheduleNext() {
        long next = Math.min(levels.nextDeadlineNanos(), qualityNanos);
        next = Math.min(next, data.nextDeadlineNanos());
        next = Math.min(next, relays.nextDeadlineNanos());
        for (Producer producer : producers.values()) {
            next = Math.min(next, producer.nextDeadlineNanos());
        }
        for (Consumer consumer : consumers.values()) {
            next = Math.min(next, consumer.nextDeadlineNanos());
        }
        wakeAt(next);
    }

    void onLayersChanged(Producer producer, long nowNanos) {
        int live = producer.liveLayers();
        for (Consumer consumer : producer.consumers()) {
            consumer.onLiveLayers(live);
        }
        var layers = new ArrayList<Integer>();
        for (int left = live; left != 0; left &= left - 1) {
            layers.add(Integer.numberOfTrailingZeros(left));
        }
        emit(new RoomEvent.ProducerLayersChanged(producer.id(), layers));
        wake(nowNanos);
    }

    void emit(RoomEvent event) {
        events.add(event);
    }

    /** The next event, or null. */
    public @Nullable RoomEvent pollEvent() {
        return events.poll();
    }

    /** Events dropped because nobody drained them. */
    public long eventsDropped() {
        return events.dropped();
    }

    /** Counters of a session's streams. */
    public RoomStatistics statistics(String sessionId, long nowNanos) {
        return RoomReports.statistics(session(sessionId), producers.values(), nowNanos);
    }

    // ---- moving --------------------------------------------------------------------------------

    /** Writes a session's producers and consumers with their state. */
    public void exportSession(String sessionId, StateWriter writer, long nowNanos) {
        exportSession(sessionId, producersOf(session(sessionId)), writer, nowNanos);
    }

    /** As above, with producers that have another source already. */
    void exportSession(
            String sessionId, Collection<Producer> sent, StateWriter writer, long nowNanos) {
        RoomPart.of(this, session(sessionId)).export(sent, writer, nowNanos);
        data.export(sessionId, writer);
    }

    /**
     * Reads what {@link #exportSession} wrote into a session that was just added and has nothing
     * yet. A stream goes on with its next number.
     *
     * @return consumers left out because their producer is not in the room
     */
    public List<String> importSession(String sessionId, StateReader reader, long nowNanos)
            throws CorruptStateException {
        RoomSession member = session(sessionId);
        try {
            var leftOut = new ArrayList<>(RoomPart.of(this, member).restore(reader, nowNanos));
            leftOut.addAll(data.restore(sessionId, reader, nowNanos));
            wake(nowNanos);
            return leftOut;
        } catch (RoomException e) {
            throw new CorruptStateException(String.valueOf(e.getMessage()));
        }
    }

    // ---- look-ups ------------------------------------------------------------------------------

    /** Producers of a session, in the order in which they came. */
    List<Producer> producersOf(RoomSession member) {
        return producers.values().stream().filter(p -> p.session() == member).toList();
    }

    List<Producer> relayedProducers() {
        return producers.values().stream().filter(Producer::isRelayed).toList();
    }

    RoomSession member(String sessionId) {
        return session(sessionId);
    }

    @Nullable Producer findProducer(String producerId) {
        return producers.get(producerId);
    }

    @Nullable Consumer findConsumer(String consumerId) {
        return consumers.get(consumerId);
    }

    private RoomSession session(String sessionId) {
        RoomSession member = sessions.get(sessionId);
        if (member == null) {
            throw new RoomException(NOT_FOUND, "The session is not in the room. Create it first.");
        }
        return member;
    }

    private Producer producer(String producerId) {
        Producer producer = producers.get(producerId);
        if (producer == null) {
            throw new RoomException(NOT_FOUND, "The producer is not in the room. Create it first.");
        }
        return producer;
    }

    private Consumer consumer(String consumerId) {
        Consumer consumer = consumers.get(consumerId);
        if (consumer == null) {
            throw new RoomException(NOT_FOUND, "The consumer is not in the room. Create it first.");
        }
        return consumer;
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
}
