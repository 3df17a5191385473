package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import media.sluice.core.forwarding.LayerSelector;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.trunk.Trunk;
import media.sluice.core.trunk.TrunkFrame;
import media.sluice.core.wire.Bytes;

/**
 * A producer on its way to another leg: its packets of the wanted layers, unrewritten, as frames of
 * one stream of a trunk. Owned by the room.
 */
final class RelayOutlet {

    /** How often the state is told while somebody wants media, and while nobody does. */
    private static final long STATE_NANOS = 200_000_000L;

    private static final long IDLE_STATE_NANOS = 1_000_000_000L;

    /** How long what a move demands outweighs a wish that has not heard of the move. */
    private static final long DEMAND_NANOS = 1_000_000_000L;

    private static final int ALL_LAYERS = (1 << LayerSelector.MAX_LAYERS) - 1;

    private final RoomTrunk trunk;
    private final Producer producer;
    private final int streamId;
    private final int[] keyFrames = new int[LayerSelector.MAX_LAYERS];
    private int wanted;
    private int demanded;
    private long demandEndNanos;
    private long wishCounter = -1;
    private long lastCounter = Trunk.NOT_SENT;
    private int loss;
    private long dueNanos = Long.MIN_VALUE;
    private int toldLive = -1;
    private boolean toldPaused;
    private long packetsSent;
    private long packetsDropped;

    RelayOutlet(RoomTrunk trunk, Producer producer, int streamId, int layers, long nowNanos) {
        this.trunk = trunk;
        this.producer = producer;
        this.streamId = streamId;
        wanted = layers & ALL_LAYERS;
        demand(layers, nowNanos);
    }

    /** Sends these layers for a while, whatever an older wish says. */
    void demand(int layers, long nowNanos) {
        demanded = layers & ALL_LAYERS;
        demandEndNanos = nowNanos + DEMAND_NANOS;
    }

    /** A packet of the producer; not kept. */
    void onPacket(IngressPacket packet, ProducerLayer layer) {
        lastCounter = Trunk.NOT_SENT;
        if ((layers(packet.arrivalNanos()) & 1 << layer.index()) == 0) {
            return;
        }
        int length = packet.headerLength() + packet.payloadLength();
        if (RelayFrame.PACKET_PREFIX + length > Trunk.maxPayload()) {
            packetsDropped++;
            return;
        }
        MemorySegment slots = trunk.trunk().begin();
        long at = trunk.trunk().at();
        RelayFrame.putPlace(slots, at, layer.source(), packet.index());
        long rtp = at + RelayFrame.PACKET_PREFIX;
        Bytes.copy(packet.segment(), packet.offset(), slots, rtp, length);
        RtpHeader.putPadding(slots, rtp, false);
        lastCounter =
                trunk.trunk().send(TrunkFrame.PACKET, streamId, RelayFrame.PACKET_PREFIX + length);
        if (lastCounter == Trunk.NOT_SENT) {
            packetsDropped++;
        } else {
            packetsSent++;
        }
    }

    /** Counter of the frame in which the last packet went, or {@link Trunk#NOT_SENT}. */
    long lastCounter() {
        return lastCounter;
    }

    /** Layers that are sent, one bit each. */
    int layers(long nowNanos) {
        return nowNanos < demandEndNanos ? wanted | demanded : wanted;
    }

    /** Layers that the other leg wants, one bit each, for what is asked of a producer before. */
    int wanted() {
        return wanted | demanded;
    }

    /** The other leg's word; false when it cannot be read. */
    boolean onWish(MemorySegment segment, long at, int length, long counter, long nowNanos) {
        if (length != RelayFrame.WISH_LENGTH) {
            return false;
        }
        if (counter <= wishCounter) {
            return true;
        }
        wishCounter = counter;
        wanted = Bytes.u8(segment, at) & ALL_LAYERS;
        if (nowNanos >= demandEndNanos) {
            demanded = 0;
        }
        int newLoss = Bytes.u8(segment, at + 1);
        if (newLoss != loss) {
            loss = newLoss;
            producer.onConsumerReport();
        }
        for (int i = 0; i < LayerSelector.MAX_LAYERS; i++) {
            int asked = Bytes.u8(segment, at + 2 + i);
            ProducerLayer layer = producer.layer(i);
            if (asked != keyFrames[i] && layer != null) {
                keyFrames[i] = asked;
                // The other leg has merged and throttled already.
                layer.requester().requestNow(nowNanos);
            }
        }
        producer.pollKeyFrames(nowNanos);
        return true;
    }

    /** Tells the state when it is time to, or has changed. */
    void poll(long nowNanos) {
        int live = producer.liveLayers();
        boolean hasChanged = live != toldLive || producer.isPaused() != toldPaused;
        if (!hasChanged && nowNanos < dueNanos) {
            return;
        }
        toldLive = live;
        toldPaused = producer.isPaused();
        dueNanos = nowNanos + (layers(nowNanos) == 0 ? IDLE_STATE_NANOS : STATE_NANOS);
        MemorySegment slots = trunk.trunk().begin();
        long at = trunk.trunk().at();
        int count = producer.layers().length;
        Bytes.put8(slots, at, toldPaused ? RelayFrame.PAUSED : 0);
        Bytes.put8(slots, at + 1, count);
        for (int i = 0; i < count; i++) {
            producer.layers()[i].writeState(
                    slots,
                    at + RelayFrame.STATE_PREFIX + (long) i * RelayFrame.STATE_LAYER,
                    nowNanos);
        }
        trunk.trunk()
                .send(
                        TrunkFrame.STATE,
                        streamId,
                        RelayFrame.STATE_PREFIX + count * RelayFrame.STATE_LAYER);
    }

    long nextDeadlineNanos() {
        return dueNanos;
    }

    /** Greatest loss of a receiver at the other leg, in 1/256. */
    int loss() {
        return loss;
    }

    RoomTrunk trunk() {
        return trunk;
    }

    Producer producer() {
        return producer;
    }

    int streamId() {
        return streamId;
    }

    long packetsSent() {
        return packetsSent;
    }

    long packetsDropped() {
        return packetsDropped;
    }
}
