package media.sluice.core.room;

import java.util.List;

/** What a room tells its owner; drained with {@link Room#pollEvent}. */
public sealed interface RoomEvent {

    /**
     * Media of a producer began, or its live layers changed.
     *
     * @param liveLayers layers that carry packets now, ascending
     */
    record ProducerLayersChanged(String producerId, List<Integer> liveLayers) implements RoomEvent {
        public ProducerLayersChanged {
            liveLayers = List.copyOf(liveLayers);
        }
    }

    /**
     * A consumer forwards another layer than before.
     *
     * @param layer 0..3, or -1 when nothing is forwarded
     */
    record ConsumerLayerChanged(String consumerId, int layer) implements RoomEvent {}

    /** The first media packet of a consumer was sent. */
    record ConsumerStarted(String consumerId) implements RoomEvent {}

    /** A producer comes over a trunk now, or from a session here; its consumers go on. */
    record ProducerSourceChanged(String producerId, boolean isRelayed) implements RoomEvent {}

    /** A relayed producer ended other than by command, with its consumers here. */
    record ProducerClosed(String producerId, Reason reason) implements RoomEvent {

        /** Why it ended. */
        public enum Reason {
            /** It ended where it comes from. */
            ORIGIN_CLOSED,
            /** The other leg is silent or gone. */
            TRUNK_LOST,
            /** Nobody here consumed it for 30 s. */
            UNUSED
        }
    }

    /** Who speaks: producers whose level changed. */
    record AudioLevelsChanged(List<Level> levels) implements RoomEvent {

        /**
         * Level of one producer.
         *
         * @param level smoothed linear level 0.0..1.0 in steps of 1/8; 0 = silent
         */
        public record Level(String producerId, float level) {}

        public AudioLevelsChanged {
            levels = List.copyOf(levels);
        }
    }

    /**
     * Quality of the streams of a session over the last 5 s.
     *
     * @param roundTripMicros 0 when unknown
     */
    record SessionQuality(String sessionId, List<Stream> streams, long roundTripMicros)
            implements RoomEvent {

        /**
         * One producer or consumer.
         *
         * @param packetsLost lost and not repaired
         * @param layer forwarded, or highest live
         * @param layerWanted wanted, or declared layers less one
         */
        public record Stream(
                String id,
                boolean isProducer,
                long packetsExpected,
                long packetsLost,
                long jitterMicros,
                long bitrateBps,
                int layer,
                int layerWanted,
                boolean isPaused) {}

        public SessionQuality {
            streams = List.copyOf(streams);
        }
    }
}
