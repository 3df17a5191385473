package media.sluice.core.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import media.sluice.core.room.RoomEvent.SessionQuality;
import media.sluice.core.room.RoomStatistics.ConsumerCounters;
import media.sluice.core.room.RoomStatistics.LayerCounters;
import media.sluice.core.room.RoomStatistics.ProducerCounters;
import media.sluice.core.stream.StreamTracker;

/** Counters and quality of a session's streams, gathered from its producers and consumers. */
final class RoomReports {

    private static final long NANOS_PER_MICRO = 1_000L;

    private RoomReports() {}

    static SessionQuality quality(
            RoomSession session, Collection<Producer> producers, long nowNanos) {
        var streams = new ArrayList<SessionQuality.Stream>();
        for (Producer producer : producers) {
            if (producer.session() == session) {
                streams.add(quality(producer, nowNanos));
            }
        }
        for (Consumer consumer : session.consumers()) {
            streams.add(quality(consumer, nowNanos));
        }
        return new SessionQuality(session.id(), streams, roundTripMicros(session));
    }

    private static SessionQuality.Stream quality(Producer producer, long nowNanos) {
        long expected = 0;
        long lost = 0;
        long jitter = 0;
        long bitrate = 0;
        for (ProducerLayer layer : producer.layers()) {
            expected += layer.takeExpected();
            lost += layer.takeLost();
            jitter = Math.max(jitter, layer.jitterMicros());
            bitrate += layer.bitrateBps(nowNanos);
        }
        int highest = 31 - Integer.numberOfLeadingZeros(producer.liveLayers());
        return new SessionQuality.Stream(
                producer.id(),
                true,
                expected,
                Math.min(lost, expected),
                jitter,
                bitrate,
                Math.max(0, highest),
                producer.layers().length - 1,
                producer.isPaused());
    }

    private static SessionQuality.Stream quality(Consumer consumer, long nowNanos) {
        ConsumerRepair repair = consumer.repair();
        long sent = repair.takeSent();
        int top = consumer.producer().layers().length - 1;
        return new SessionQuality.Stream(
                consumer.id(),
                false,
                sent,
                Math.min(repair.takeLost(), sent),
                jitterMicros(consumer),
                repair.bitrateBps(nowNanos),
                Math.max(0, consumer.selector().current()),
                Math.min(consumer.settings().spatialLayer(), top),
                consumer.settings().isPaused() || consumer.producer().isPaused());
    }

    static RoomStatistics statistics(
            RoomSession session, Collection<Producer> producers, long nowNanos) {
        var sent = new ArrayList<ProducerCounters>();
        for (Producer producer : producers) {
            if (producer.session() == session) {
                sent.add(counters(producer, nowNanos));
            }
        }
        var received = new ArrayList<ConsumerCounters>();
        for (Consumer consumer : session.consumers()) {
            received.add(counters(consumer, nowNanos));
        }
        return new RoomStatistics(roundTripMicros(session), sent, received);
    }

    static ProducerCounters counters(Producer producer, long nowNanos) {
        List<LayerCounters> layers = new ArrayList<>();
        for (ProducerLayer layer : producer.layers()) {
            if (layer.ssrc() != 0) {
                layers.add(
                        new LayerCounters(
                                layer.index(),
                                layer.ssrc(),
                                layer.tracker().state() == StreamTracker.State.LIVE,
                                layer.statistics().received(),
                                Math.max(0, layer.statistics().lost()),
                                layer.bytesReceived(),
                                layer.jitterMicros(),
                                producer.session().transport().nacksSent(layer.ssrc()),
                                layer.requester().sent(),
                                layer.bitrateBps(nowNanos)));
            }
        }
        return new ProducerCounters(
                producer.id(), producer.isPaused(), producer.packetsDropped(), layers);
    }

    private static ConsumerCounters counters(Consumer consumer, long nowNanos) {
        ConsumerRepair repair = consumer.repair();
        return new ConsumerCounters(
                consumer.id(),
                consumer.producer().id(),
                consumer.settings().isPaused(),
                Math.max(0, consumer.selector().current()),
                repair.packetsSent(),
                repair.bytesSent(),
                repair.packetsRetransmitted(),
                repair.nacksReceived(),
                repair.keyFrameRequests(),
                repair.fractionLost(),
                consumer.packetsDropped(),
                repair.bitrateBps(nowNanos));
    }

    private static long jitterMicros(Consumer consumer) {
        return Integer.toUnsignedLong(consumer.repair().jitter())
                * 1_000_000L
                / consumer.clockRateHz();
    }

    private static long roundTripMicros(RoomSession session) {
        return Math.max(0, session.roundTripNanos()) / NANOS_PER_MICRO;
    }
}
