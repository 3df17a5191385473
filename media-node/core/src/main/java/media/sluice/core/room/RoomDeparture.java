package media.sluice.core.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A session on its way out of a room. Its producers stay, fed over the trunk from the other leg;
 * its consumers go. Owned by the room's worker, which calls {@link #freeze} in the same instant in
 * which the session freezes.
 *
 * <pre>
 *  exportWants ► freeze ► exportMoved ► release
 *                  └────► thaw: as if nothing had been
 * </pre>
 */
public final class RoomDeparture {

    private static final int VERSION = 1;

    private final Room room;
    private final RoomSession member;
    private final @Nullable RoomTrunk trunk;
    private final Map<Producer, RelayInlet> replaced = new LinkedHashMap<>();
    private final List<RelayOutlet> withdrawn = new ArrayList<>();
    private final List<RecentPackets> recents = new ArrayList<>();
    private final List<Consumer> detached = new ArrayList<>();
    private boolean isFrozen;

    /** {@code trunk} goes to the target; null when the session has to do with nobody else here. */
    public RoomDeparture(Room room, String sessionId, @Nullable RoomTrunk trunk) {
        this.room = room;
        this.trunk = trunk;
        member = room.member(sessionId);
    }

    /** Writes what the target must have in its room: see {@link RoomArrival#readWants}. */
    public void exportWants(StateWriter out) {
        var foreign = new LinkedHashMap<Producer, Integer>();
        for (Consumer consumer : member.consumers()) {
            if (consumer.producer().session() != member) {
                foreign.merge(
                        consumer.producer(), consumer.usedLayers(), (one, other) -> one | other);
            }
        }
        out.begin(VERSION).i32(trunk == null ? 0 : trunk.trunk().remoteId()).i32(foreign.size());
        foreign.forEach((producer, layers) ->
                out.text(producer.id()).u8(layers).bool(!producer.isRelayed()));
        out.end();
    }

    /** Whether the way to the target is there. */
    public boolean canLeave() {
        return trunk == null || trunk.isAlive();
    }

    /**
     * Takes the session's consumers off their producers, and gives its producers to the other leg.
     * From this instant on the target answers for every packet.
     */
    public void freeze(long nowNanos) {
        isFrozen = true;
        for (Consumer consumer : member.consumers()) {
            Producer producer = consumer.producer();
            producer.remove(consumer);
            detached.add(consumer);
            if (producer.session() != member) {
                recents.add(new RecentPackets(producer, null, consumer.usedLayers()));
                demand(producer, consumer.usedLayers(), nowNanos);
            }
        }
        RoomTrunk way = trunk;
        if (way != null) {
            for (Producer producer : room.producersOf(member)) {
                RelayOutlet outlet = way.outletOf(producer);
                if (outlet != null) {
                    producer.remove(outlet);
                    way.remove(outlet);
                    withdrawn.add(outlet);
                }
                room.silence(producer);
                RelayInlet inlet = way.newInlet(nowNanos);
                inlet.trial(true);
                producer.sourceFrom(inlet.session(), inlet, nowNanos);
                replaced.put(producer, inlet);
            }
        }
    }

    private void demand(Producer producer, int layers, long nowNanos) {
        RelayOutlet outlet = trunk == null ? null : trunk.outletOf(producer);
        if (outlet != null) {
            outlet.demand(layers, nowNanos);
        }
    }

    /** The session's producers, which are those of the other leg now. */
    List<Producer> producers() {
        return List.copyOf(replaced.keySet());
    }

    /** Writes the room's part of the capsule: producers and consumers as they were frozen. */
    public void exportSession(StateWriter out, long nowNanos) {
        room.exportSession(
                member.id(),
                trunk == null ? room.producersOf(member) : replaced.keySet(),
                out,
                nowNanos);
    }

    /** Writes where the source ended: see {@link RoomArrival#activate}. */
    public void exportMoved(StateWriter out) {
        RoomTrunk way = trunk;
        out.begin(VERSION).bool(way != null);
        if (way != null) {
            out.i64(way.trunk().nextCounter());
            way.trunk().exportReceived(out);
            out.i64(way.messagesSent()).i64(way.messagesReceived());
            out.i32(replaced.size());
            replaced.forEach((producer, inlet) ->
                    out.text(producer.id()).i32(inlet.streamId()).u8(producer.wantedLayers()));
        }
        out.end();
    }

    /** The session stays: what came meanwhile is forwarded now. */
    public void thaw(long nowNanos) {
        if (!isFrozen) {
            return;
        }
        isFrozen = false;
        replaced.forEach((producer, inlet) -> {
            inlet.trunk().forget(inlet);
            if (room.findProducer(producer.id()) == producer) {
                producer.sourceFrom(member, null, nowNanos);
                room.hear(producer, nowNanos);
            }
        });
        for (RelayOutlet outlet : withdrawn) {
            if (outlet.trunk().isAlive()) {
                outlet.trunk().add(outlet);
                outlet.producer().add(outlet);
            }
        }
        for (Consumer consumer : detached) {
            reattach(consumer, nowNanos);
        }
        recents.forEach(RecentPackets::close);
        room.wake(nowNanos);
    }

    private void reattach(Consumer consumer, long nowNanos) {
        Producer producer = consumer.producer();
        if (room.findConsumer(consumer.id()) != consumer) {
            return;
        }
        if (room.findProducer(producer.id()) != producer) {
            room.closeConsumer(consumer.id(), nowNanos);
            return;
        }
        producer.add(consumer);
        for (RecentPackets recent : recents) {
            if (recent.producer() == producer) {
                recent.repeatAll(consumer);
                // Several consumers of one producer have one each.
                break;
            }
        }
    }

    /** The session lives at the target. */
    public void release(long nowNanos) {
        recents.forEach(RecentPackets::close);
        room.removeSession(member.id(), nowNanos);
        replaced.forEach((producer, inlet) -> {
            inlet.trial(false);
            if (room.findProducer(producer.id()) != producer) {
                return;
            }
            if (inlet.producer() == producer) {
                room.emit(new RoomEvent.ProducerSourceChanged(producer.id(), true));
            } else {
                room.relays().end(producer, endReason(inlet), nowNanos);
            }
        });
    }

    /** Its feed ended between the freeze and now, when it could still have come back here. */
    private static RoomEvent.ProducerClosed.Reason endReason(RelayInlet inlet) {
        return inlet.trunk().isAlive()
                ? RoomEvent.ProducerClosed.Reason.ORIGIN_CLOSED
                : RoomEvent.ProducerClosed.Reason.TRUNK_LOST;
    }
}
