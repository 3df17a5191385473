package media.sluice.core.room;

import static media.sluice.core.room.RoomException.Reason.EXHAUSTED;
import static media.sluice.core.room.RoomException.Reason.NOT_FOUND;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import media.sluice.core.room.RoomEvent.ProducerClosed.Reason;
import media.sluice.core.trunk.Trunk;
import media.sluice.core.trunk.TrunkFrame;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * A trunk as the room uses it: the producers that come and go over it. Owned by the room's worker,
 * which hands it datagrams and drains {@link #pollEvent}; time comes with the room's.
 */
public final class RoomTrunk {

    /** Producers from the other leg at most; a power of two. */
    static final int MAX_INLETS = 1_024;

    /** A trunk that carries nothing ends after this; a move that uses it takes 30 s at most. */
    private static final long IDLE_NANOS = 40_000_000_000L;

    private static final int MAX_SERIAL = (1 << 24) / MAX_INLETS - 1;

    private final Room room;
    private final Trunk trunk;
    private final @Nullable RelayInlet[] inlets = new @Nullable RelayInlet[MAX_INLETS];
    private final ArrayDeque<TrunkEvent> events = new ArrayDeque<>();
    private RelayOutlet[] outlets = {};
    private int highestInlet;
    private int inletCount;
    private int serial;
    private boolean isAlive = true;
    private boolean wasProven;
    private long busyNanos;
    private long messagesSent;
    private long messagesReceived;

    RoomTrunk(Room room, Trunk trunk, long nowNanos) {
        this.room = room;
        this.trunk = trunk;
        busyNanos = nowNanos;
    }

    /** The path below. */
    public Trunk trunk() {
        return trunk;
    }

    /** Whether it can carry anything. */
    public boolean isAlive() {
        return isAlive;
    }

    // ---- what goes ---------------------------------------------------------------------------

    /**
     * Feeds a producer of this room to the other leg.
     *
     * @param layers wanted from the first packet on, one bit each
     * @return its parameters and state, for {@link #take} at the other leg
     */
    public byte[] feed(String producerId, int streamId, int layers, long nowNanos) {
        Producer producer = room.findProducer(producerId);
        if (producer == null) {
            throw new RoomException(
                    NOT_FOUND, "The producer is not in the room. Name the node that has it.");
        }
        RelayInlet inlet = producer.inlet();
        if (inlet != null && inlet.trunk() == this) {
            throw new RoomException(
                    NOT_FOUND, "The producer comes from the asking node. Do not relay it back.");
        }
        start(producer, streamId, layers, nowNanos);
        var out = new StateWriter(1_024);
        producer.export(out, nowNanos);
        return out.toBytes();
    }

    RelayOutlet start(Producer producer, int streamId, int layers, long nowNanos) {
        var outlet = new RelayOutlet(this, producer, streamId, layers, nowNanos);
        add(outlet);
        producer.add(outlet);
        room.wake(nowNanos);
        return outlet;
    }

    /** The other leg wants a producer no more. */
    public void stopFeeding(int streamId) {
        RelayOutlet outlet = outlet(streamId);
        if (outlet != null) {
            outlet.producer().remove(outlet);
            remove(outlet);
        }
    }

    /** The producer that is fed here on this trunk, or null. */
    @Nullable RelayOutlet outletOf(Producer producer) {
        for (RelayOutlet outlet : outlets) {
            if (outlet.producer() == producer) {
                return outlet;
            }
        }
        return null;
    }

    /** A producer that was fed has ended. */
    void onEnded(RelayOutlet outlet) {
        remove(outlet);
        events.add(new TrunkEvent.FeedEnded(outlet.streamId()));
    }

    void add(RelayOutlet outlet) {
        outlets = Arrays.copyOf(outlets, outlets.length + 1);
        outlets[outlets.length - 1] = outlet;
    }

    void remove(RelayOutlet outlet) {
        outlets = Arrays.stream(outlets).filter(o -> o != outlet).toArray(RelayOutlet[]::new);
    }

    private @Nullable RelayOutlet outlet(int streamId) {
        for (RelayOutlet outlet : outlets) {
            if (outlet.streamId() == streamId) {
                return outlet;
            }
        }
        return null;
    }

    // ---- what comes --------------------------------------------------------------------------

    /** Keeps a place for a producer of the other leg; its number is never given twice. */
    public int reserve(long nowNanos) {
        return newInlet(nowNanos).streamId();
    }

    RelayInlet newInlet(long nowNanos) {
        int slot = 0;
        while (slot < MAX_INLETS && inlets[slot] != null) {
            slot++;
        }
        if (slot == MAX_INLETS || serial == MAX_SERIAL) {
            throw new RoomException(
                    EXHAUSTED, "The trunk carries too many producers. Close some of them.");
        }
        serial++;
        var inlet = new RelayInlet(this, serial * MAX_INLETS + slot, room);
        inlets[slot] = inlet;
        inletCount++;
        highestInlet = Math.max(highestInlet, slot + 1);
        busyNanos = nowNanos;
        return inlet;
    }

    /**
     * Puts a producer of the other leg into the room, or goes on with the one that is there from
     * another leg. One whose session is here stays as it is.
     */
    public void take(int streamId, byte[] fed, long nowNanos) throws CorruptStateException {
        RelayInlet inlet = inlet(streamId);
        if (inlet == null || inlet.producer() != null) {
            throw new CorruptStateException("a producer that nobody asked for");
        }
        try {
            var in = new StateReader(fed);
            in.begin();
            var parameters = ProducerParameters.restore(in);
            Producer known = room.findProducer(parameters.producerId());
            if (known != null && !known.isRelayed()) {
                drop(inlet);
                return;
            }
            if (known == null) {
                known = room.relays().add(parameters, inlet, nowNanos);
                known.restoreState(in, nowNanos);
            } else {
                RelayInlet before = known.inlet();
                known.sourceFrom(inlet.session(), inlet, nowNanos);
                if (before != null) {
                    before.drain(nowNanos);
                }
            }
            in.end();
            room.wake(nowNanos);
        } catch (RoomException e) {
            drop(inlet);
            throw new CorruptStateException(String.valueOf(e.getMessage()));
        }
    }

    /** The other leg does not feed what was reserved, or has ended it. */
    public void onFeedEnded(int streamId, long nowNanos) {
        RelayInlet inlet = inlet(streamId);
        if (inlet == null) {
            return;
        }
        Producer producer = inlet.producer();
        if (producer == null || !inlet.isFeeding() || inlet.isOnTrial()) {
            forget(inlet);
        } else {
            room.relays().end(producer, Reason.ORIGIN_CLOSED, nowNanos);
        }
    }

    /** Takes an inlet away and tells the other leg. */
    void drop(RelayInlet inlet) {
        forget(inlet);
        events.add(new TrunkEvent.FeedUnwanted(inlet.streamId()));
    }

    /** Takes an inlet away of which the other leg knows nothing. */
    void forget(RelayInlet inlet) {
        int slot = inlet.streamId() & (MAX_INLETS - 1);
        if (inlets[slot] == inlet) {
            inlets[slot] = null;
            inletCount--;
        }
        inlet.detach();
    }

    private @Nullable RelayInlet inlet(int streamId) {
        RelayInlet inlet = inlets[streamId & (MAX_INLETS - 1)];
        return inlet != null && inlet.streamId() == streamId ? inlet : null;
    }

    /** A datagram that names this trunk. */
    public void handleDatagram(
            int socket,
            TransportAddress from,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (!isAlive) {
            return;
        }
        int kind = trunk.open(socket, from, segment, offset, length, nowNanos);
        if (kind == TrunkFrame.KEEPALIVE) {
            room.wakeAt(trunk.nextDeadlineNanos());
        } else if (kind != Trunk.DROPPED
                && !handleContent(
                        kind,
                        trunk.streamId(),
                        segment,
                        trunk.payloadAt(),
                        trunk.payloadLength(),
                        trunk.counter(),
                        nowNanos)) {
            trunk.dropUnreadable();
        }
    }

    /** What an authentic frame says; false when it cannot be read or names nothing here. */
    boolean handleContent(
            int kind,
            int streamId,
            MemorySegment segment,
            long at,
            int length,
            long counter,
            long nowNanos) {
        if (kind == TrunkFrame.WISH) {
            return onWish(streamId, segment, at, length, counter, nowNanos);
        }
        RelayInlet inlet = inlet(streamId);
        if (inlet == null) {
            return false;
        }
        return kind == TrunkFrame.PACKET
                ? inlet.onPacket(segment, at, length, counter, nowNanos)
                : inlet.onState(segment, at, length, counter, nowNanos);
    }

    private boolean onWish(
            int streamId, MemorySegment segment, long at, int length, long counter, long nowNanos) {
        RelayOutlet outlet = outlet(streamId);
        if (outlet == null || !outlet.onWish(segment, at, length, counter, nowNanos)) {
            return false;
        }
        if (outlet.producer().isRelayed()) {
            // What is wanted here is wanted from there.
            room.wake(nowNanos);
        }
        return true;
    }

    // ---- messages of data channels -----------------------------------------------------------

    void send(LegMessage message) {
        messagesSent++;
        events.add(new TrunkEvent.Message(message));
    }

    /** A message of the other leg, in the order in which it was sent. */
    public void takeMessage(LegMessage message, long nowNanos) {
        messagesReceived++;
        room.data().takeFromLeg(message, this, nowNanos);
        room.wake(nowNanos);
    }

    /** Messages given to the other leg so far. */
    long messagesSent() {
        return messagesSent;
    }

    /** Messages of the other leg so far. */
    long messagesReceived() {
        return messagesReceived;
    }

    // ---- time and end ------------------------------------------------------------------------

    void poll(long nowNanos) {
        if (!isAlive) {
            return;
        }
        if (trunk.isLost(nowNanos)) {
            end(true, nowNanos);
            return;
        }
        trunk.handleTimeout(nowNanos);
        if (trunk.isProven() && !wasProven) {
            wasProven = true;
            events.add(new TrunkEvent.Proven());
        }
        for (int i = 0; i < highestInlet; i++) {
            RelayInlet inlet = inlets[i];
            if (inlet != null) {
                poll(inlet, nowNanos);
            }
        }
        for (RelayOutlet outlet : outlets) {
            outlet.poll(nowNanos);
        }
        if (inletCount + outlets.length > 0 || room.data().isUsed()) {
            busyNanos = nowNanos;
        } else if (nowNanos - busyNanos >= IDLE_NANOS) {
            end(false, nowNanos);
        }
    }

    private void poll(RelayInlet inlet, long nowNanos) {
        Producer producer = inlet.producer();
        if (inlet.isDrained(nowNanos)) {
            drop(inlet);
        } else if (producer != null && inlet.isUnused(nowNanos)) {
            room.relays().end(producer, Reason.UNUSED, nowNanos);
        } else {
            inlet.poll(nowNanos);
        }
    }

    /** Somebody is about to use it. */
    public void touch(long nowNanos) {
        busyNanos = nowNanos;
    }

    long nextDeadlineNanos() {
        if (!isAlive) {
            return Long.MAX_VALUE;
        }
        long next = trunk.nextDeadlineNanos();
        for (int i = 0; i < highestInlet; i++) {
            RelayInlet inlet = inlets[i];
            if (inlet != null) {
                next = Math.min(next, inlet.nextDeadlineNanos());
            }
        }
        for (RelayOutlet outlet : outlets) {
            next = Math.min(next, outlet.nextDeadlineNanos());
        }
        return next;
    }

    private void end(boolean isLost, long nowNanos) {
        room.relays().close(this, nowNanos);
        events.add(new TrunkEvent.Over(isLost));
    }

    /** Ends what it carries; the room has forgotten it. */
    void close(long nowNanos) {
        if (!isAlive) {
            return;
        }
        isAlive = false;
        for (RelayOutlet outlet : outlets) {
            outlet.producer().remove(outlet);
        }
        outlets = new RelayOutlet[0];
        for (RelayInlet inlet : inlets.clone()) {
            Producer producer = inlet == null ? null : inlet.producer();
            if (inlet == null) {
                continue;
            }
            if (producer != null && inlet.isFeeding() && !inlet.isOnTrial()) {
                room.relays().end(producer, Reason.TRUNK_LOST, nowNanos);
            } else {
                forget(inlet);
            }
        }
        trunk.close();
    }

    /** The next event, or null. */
    public @Nullable TrunkEvent pollEvent() {
        return events.poll();
    }

    /** Producers that go to the other leg. */
    public int feedsOut() {
        return outlets.length;
    }

    /** Producers that come from the other leg. */
    public int feedsIn() {
        return inletCount;
    }
}
