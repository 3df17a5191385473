package media.sluice.coordinator.port;

import java.util.List;

/** What a media node tells of a room without being asked. */
public sealed interface NodeEvent {

    /** A transport changed. */
    record SessionChanged(String sessionId, SessionState state) implements NodeEvent {}

    /** A session ended other than by our wish. */
    record SessionEnded(String sessionId) implements NodeEvent {}

    /** Changed levels of microphones. */
    record LevelsChanged(List<Level> levels) implements NodeEvent {
        /** Copies the list. */
        public LevelsChanged {
            levels = List.copyOf(levels);
        }
    }

    /** Quality of the streams of a session over the last five seconds. */
    record QualityMeasured(String sessionId, double roundTripMillis, List<Stream> streams)
            implements NodeEvent {
        /** Copies the list. */
        public QualityMeasured {
            streams = List.copyOf(streams);
        }
    }

    /** A producer that another node relays ended there or on the way, with its consumers. */
    record RelayEnded(String producerId) implements NodeEvent {}

    /** The first media packet of a consumer was sent to its client. */
    record ConsumerStarted(String consumerId) implements NodeEvent {}

    /**
     * Level of a producer.
     *
     * @param level linear, 0.0 to 1.0 in steps of 1/8
     */
    record Level(String producerId, double level) {}

    /**
     * One stream.
     *
     * @param id producer or consumer
     * @param isProducer from the client, otherwise to it
     * @param packetsExpected packets that should have come
     * @param packetsLost of these, never came
     * @param jitterMillis interarrival jitter (RFC 3550, section 6.4.1)
     * @param missingLayers spatial layers that were wanted or declared and do not flow
     * @param isPaused nothing was meant to flow
     */
    record Stream(
            String id,
            boolean isProducer,
            long packetsExpected,
            long packetsLost,
            double jitterMillis,
            int missingLayers,
            boolean isPaused) {}
}
