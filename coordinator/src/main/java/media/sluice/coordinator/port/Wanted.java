package media.sluice.coordinator.port;

/**
 * How much of a track a subscriber wants.
 *
 * @param isPaused nothing for now
 * @param spatialLayer highest layer, 0 to 3
 * @param priority share of a scarce downlink, 1 to 255; 0 means the usual
 */
public record Wanted(boolean isPaused, int spatialLayer, int priority) {}
