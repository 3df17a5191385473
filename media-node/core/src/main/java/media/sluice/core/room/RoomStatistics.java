package media.sluice.core.room;

import java.util.List;

/** Counters of a session's streams, for people and controllers. */
public record RoomStatistics(
        long roundTripMicros, List<ProducerCounters> producers, List<ConsumerCounters> consumers) {

    public RoomStatistics {
        producers = List.copyOf(producers);
        consumers = List.copyOf(consumers);
    }

    /** Counters of a producer. */
    public record ProducerCounters(
            String producerId, boolean isPaused, long packetsDropped, List<LayerCounters> layers) {
        public ProducerCounters {
            layers = List.copyOf(layers);
        }
    }

    /** Counters of one received RTP stream. */
    public record LayerCounters(
            int spatialLayer,
            int ssrc,
            boolean isLive,
            long packetsReceived,
            long packetsLost,
            long bytesReceived,
            long jitterMicros,
            long nacksSent,
            long keyframeRequestsSent,
            long bitrateBps) {}

    /** Counters of a consumer. */
    public record ConsumerCounters(
            String consumerId,
            String producerId,
            boolean isPaused,
            int spatialLayer,
            long packetsSent,
            long bytesSent,
            long packetsRetransmitted,
            long nacksReceived,
            long keyframeRequestsReceived,
            int fractionLost,
            long packetsDropped,
            long bitrateBps) {}
}
