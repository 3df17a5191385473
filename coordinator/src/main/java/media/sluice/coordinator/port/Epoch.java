package media.sluice.coordinator.port;

/**
 * The right to command a room on a node.
 *
 * @param counter counts changes of ownership, 1 to 2^63-1
 * @param owner this coordinator's identifier
 */
public record Epoch(long counter, String owner) {}
