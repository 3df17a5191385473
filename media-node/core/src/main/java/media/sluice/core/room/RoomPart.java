package media.sluice.core.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * The room's part of a session's capsule: its producers and consumers with their state.
 *
 * <pre>
 *  version · next transport-wide number · count, producers · count, consumers
 * </pre>
 */
final class RoomPart {
    private static final int VERSION = 1;

    /** More is no room of ours. */
    private static final int MAX_STREAMS = 4_096;

    private final Room room;
    private final RoomSession member;

    private RoomPart(Room room, RoomSession member) {
        this.room = room;
        this.member = member;
    }

    static RoomPart of(Room room, RoomSession member) {
        return new RoomPart(room, member);
    }

    void export(Collection<Producer> sent, StateWriter out, long nowNanos) {
        out.begin(VERSION).i32(member.transportSequence()).i32(sent.size());
        for (Producer producer : sent) {
            producer.export(out, nowNanos);
        }
        out.i32(member.consumers().length);
        for (Consumer consumer : member.consumers()) {
            consumer.export(out, nowNanos);
        }
        out.end();
    }

    /** Makes what was exported; returns the consumers whose producer is not in the room. */
    List<String> restore(StateReader in, long nowNanos) throws CorruptStateException {
        in.begin();
        member.restoreTransportSequence(in.i32());
        for (int left = in.count(MAX_STREAMS); left > 0; left--) {
            restoreProducer(in, nowNanos);
        }
        var leftOut = new ArrayList<String>();
        for (int left = in.count(MAX_STREAMS); left > 0; left--) {
            restoreConsumer(in, leftOut, nowNanos);
        }
        in.end();
        return leftOut;
    }

    private void restoreProducer(StateReader in, long nowNanos) throws CorruptStateException {
        in.begin();
        var parameters = ProducerParameters.restore(in);
        Producer known = room.findProducer(parameters.producerId());
        in.require(known == null || known.isRelayed(), "producer is there already");
        Producer restored =
                known == null
                        ? room.addProducer(member, parameters, nowNanos)
                        : room.adopt(known, member, nowNanos);
        restored.restoreState(in, nowNanos);
        in.end();
    }

    private void restoreConsumer(StateReader in, List<String> leftOut, long nowNanos)
            throws CorruptStateException {
        in.begin();
        var parameters = ConsumerParameters.restore(in);
        in.require(room.findConsumer(parameters.consumerId()) == null, "consumer is there already");
        ConsumerSettings settings = Consumer.restoreSettings(in);
        Producer producer = room.findProducer(parameters.producerId());
        if (producer == null) {
            leftOut.add(parameters.consumerId());
        } else {
            Consumer consumer = room.addConsumer(member, producer, parameters, settings);
            consumer.restoreState(in, nowNanos);
            if (producer.liveLayers() != 0) {
                // As this leg sees them: the source may have seen others.
                consumer.onLiveLayers(producer.liveLayers());
            }
        }
        in.end();
    }
}
