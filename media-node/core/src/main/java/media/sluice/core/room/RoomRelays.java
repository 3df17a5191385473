package media.sluice.core.room;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.room.RoomEvent.ProducerClosed;
import media.sluice.core.trunk.Trunk;
import org.jspecify.annotations.Nullable;

/** The trunks of one room, and the producers that come over them. Owned by the room. */
public final class RoomRelays {

    /** A relayed producer with its counters. */
    public record Relayed(
            RoomTrunk trunk, int consumers, RoomStatistics.ProducerCounters counters) {}

    private final Room room;
    private final List<RoomTrunk> trunks = new ArrayList<>();

    RoomRelays(Room room) {
        this.room = room;
    }

    /** Adds a trunk; its path proves itself with time. */
    public RoomTrunk open(Trunk trunk, long nowNanos) {
        var added = new RoomTrunk(room, trunk, nowNanos);
        trunks.add(added);
        room.wake(nowNanos);
        return added;
    }

    /** Ends a trunk with the producers that came over it; one that has ended is fine. */
    public void close(RoomTrunk trunk, long nowNanos) {
        trunks.remove(trunk);
        trunk.close(nowNanos);
    }

    /** Ends all of them: the room closes. */
    public void closeAll(long nowNanos) {
        for (RoomTrunk trunk : List.copyOf(trunks)) {
            close(trunk, nowNanos);
        }
    }

    /** Trunks that are open. */
    public List<RoomTrunk> trunks() {
        return List.copyOf(trunks);
    }

    /** Where a producer is, as far as this room knows. */
    public enum Place {
        /** Its session is here. */
        HERE,
        /** It comes over a trunk. */
        RELAYED,
        /** Not in the room. */
        ABSENT
    }

    /** Where a producer is. */
    public Place place(String producerId) {
        Producer producer = room.findProducer(producerId);
        if (producer == null) {
            return Place.ABSENT;
        }
        return producer.isRelayed() ? Place.RELAYED : Place.HERE;
    }

    /** The trunk over which a producer comes, or null; that the relay is wanted is noted. */
    public @Nullable RoomTrunk touch(String producerId, long nowNanos) {
        Producer producer = room.findProducer(producerId);
        RelayInlet inlet = producer == null ? null : producer.inlet();
        if (inlet == null) {
            return null;
        }
        inlet.touch(nowNanos);
        return inlet.trunk();
    }

    /** Ends a relay on purpose; a producer that is not relayed stays. */
    public void stop(String producerId, long nowNanos) {
        if (place(producerId) == Place.RELAYED) {
            room.closeProducer(producerId, nowNanos);
        }
    }

    /** Whether the session can leave only with a trunk: it has to do with others of this leg. */
    public boolean needsTrunk(String sessionId) {
        RoomSession member = room.member(sessionId);
        for (Consumer consumer : member.consumers()) {
            if (consumer.producer().session() != member) {
                return true;
            }
        }
        for (Producer producer : room.producersOf(member)) {
            if (producer.outlets().length > 0) {
                return true;
            }
        }
        return room.sessionIds().size() > 1;
    }

    /** Whether anybody elsewhere is fed through this leg. */
    public boolean feedsOthers() {
        return trunks.stream().anyMatch(trunk -> trunk.feedsOut() > 0);
    }

    /** Tells every other leg; false when there is none. */
    boolean send(LegMessage message) {
        for (RoomTrunk trunk : trunks) {
            trunk.send(message);
        }
        return !trunks.isEmpty();
    }

    Producer add(ProducerParameters parameters, RelayInlet inlet, long nowNanos) {
        var producer = new Producer(room, inlet.session(), parameters);
        room.put(producer);
        producer.sourceFrom(inlet.session(), inlet, nowNanos);
        return producer;
    }

    void end(Producer producer, ProducerClosed.Reason reason, long nowNanos) {
        room.closeProducer(producer.id(), nowNanos);
        room.emit(new ProducerClosed(producer.id(), reason));
    }

    /** Counters of the relayed producers. */
    public List<Relayed> statistics(long nowNanos) {
        return room.relayedProducers().stream()
                .map(producer -> {
                    RelayInlet inlet = producer.inlet();
                    return inlet == null
                            ? null
                            : new Relayed(
                                    inlet.trunk(),
                                    producer.consumers().length,
                                    RoomReports.counters(producer, nowNanos));
                })
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    void poll(long nowNanos) {
        for (RoomTrunk trunk : List.copyOf(trunks)) {
            trunk.poll(nowNanos);
        }
    }

    long nextDeadlineNanos() {
        long next = Long.MAX_VALUE;
        for (RoomTrunk trunk : trunks) {
            next = Math.min(next, trunk.nextDeadlineNanos());
        }
        return next;
    }
}
