package media.sluice.coordinator.room;

/**
 * What happened on one stream in the last interval.
 *
 * @param packetsExpected packets that should have come
 * @param packetsLost of these, never came
 * @param jitterMillis interarrival jitter (RFC 3550, section 6.4.1)
 * @param roundTripMillis 0 when unknown
 * @param missingLayers declared or wanted spatial layers that do not flow
 * @param kind sound is hurt less by loss than pictures
 * @param isRed redundant audio hides most loss (RFC 2198)
 * @param isPaused nothing is meant to flow
 */
public record StreamReport(
        long packetsExpected,
        long packetsLost,
        double jitterMillis,
        double roundTripMillis,
        int missingLayers,
        TrackKind kind,
        boolean isRed,
        boolean isPaused) {}
