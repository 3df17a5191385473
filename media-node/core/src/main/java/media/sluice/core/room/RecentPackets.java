package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import media.sluice.core.crypto.IndexWindow;
import media.sluice.core.trunk.Trunk;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The latest packets of a producer while a session that consumes it moves: kept at the target until
 * the source has said how far it came, and at the source in case the session stays. Owned by the
 * room; lives as long as the move.
 */
final class RecentPackets {

    /** Three seconds of a camera with three layers. */
    private static final int CAPACITY = 1_024;

    /** How a packet went over the move's trunk. */
    private enum Way {
        /** To the other leg, with this counter. */
        SENT,
        /** From the other leg, with this counter. */
        CAME,
        /** Not at all. */
        NEITHER
    }

    private record Kept(
            byte[] bytes,
            int headerLength,
            int payloadType,
            int sequence,
            int timestamp,
            int ssrc,
            int layer,
            long index,
            long arrivalNanos,
            boolean isKeyFrame,
            Way way,
            long counter) {}

    private final Producer producer;
    private final @Nullable RoomTrunk trunk;
    private final int layers;
    private final ArrayDeque<Kept> queue = new ArrayDeque<>();
    private final IngressPacket packet = new IngressPacket();
    private long overflow;

    /**
     * Begins to keep.
     *
     * @param trunk the move's; null to keep without regard to one
     * @param layers that the moving session uses, one bit each: they are asked for at the other leg
     */
    RecentPackets(Producer producer, @Nullable RoomTrunk trunk, int layers) {
        this.producer = producer;
        this.trunk = trunk;
        this.layers = layers;
        producer.add(this);
    }

    int layers() {
        return layers;
    }

    Producer producer() {
        return producer;
    }

    void keep(
            IngressPacket from,
            boolean isKeyFrame,
            @Nullable RelayInlet inlet,
            RelayOutlet[] outlets) {
        if (queue.size() == CAPACITY) {
            queue.poll();
            overflow++;
        }
        Way way = Way.NEITHER;
        long counter = Trunk.NOT_SENT;
        if (inlet != null && inlet.trunk() == trunk) {
            way = Way.CAME;
            counter = inlet.counter();
        } else {
            for (RelayOutlet outlet : outlets) {
                if (outlet.trunk() == trunk && outlet.lastCounter() != Trunk.NOT_SENT) {
                    way = Way.SENT;
                    counter = outlet.lastCounter();
                }
            }
        }
        byte[] bytes = new byte[from.headerLength() + from.payloadLength()];
        Bytes.copy(from.segment(), from.offset(), bytes, 0, bytes.length);
        queue.add(
                new Kept(
                        bytes,
                        from.headerLength(),
                        from.payloadType(),
                        from.sequence(),
                        from.timestamp(),
                        from.ssrc(),
                        from.layer(),
                        from.index(),
                        from.arrivalNanos(),
                        isKeyFrame,
                        way,
                        counter));
    }

    /** Gives the consumer all that is kept. */
    void repeatAll(Consumer consumer) {
        for (Kept kept : queue) {
            repeat(kept, consumer);
        }
    }

    /**
     * Gives the consumer what its session did not get at the source.
     *
     * @param cut frames that the source sent with this counter or a later one came after its freeze
     * @param received frames of ours that the source had before its freeze
     */
    void repeatAfter(long cut, IndexWindow received, Consumer consumer) {
        for (Kept kept : queue) {
            boolean isNew =
                    switch (kept.way()) {
                        case CAME -> kept.counter() >= cut;
                        case SENT ->
                                !received.isTooOld(kept.counter())
                                        && !received.isUsed(kept.counter());
                        case NEITHER -> consumer.isNew(place(kept));
                    };
            if (isNew) {
                repeat(kept, consumer);
            }
        }
    }

    private void repeat(Kept kept, Consumer consumer) {
        producer.repeat(place(kept), kept.isKeyFrame(), consumer);
    }

    private IngressPacket place(Kept kept) {
        MemorySegment segment = MemorySegment.ofArray(kept.bytes());
        return packet.bytes(
                        segment, 0, kept.headerLength(), kept.bytes().length - kept.headerLength())
                .header(kept.payloadType(), kept.sequence(), kept.timestamp())
                .place(kept.ssrc(), kept.layer(), kept.index(), kept.arrivalNanos());
    }

    /** Packets that were kept and dropped for newer ones. */
    long overflow() {
        return overflow;
    }

    /** Ends it. */
    void close() {
        producer.remove(this);
        queue.clear();
    }
}
