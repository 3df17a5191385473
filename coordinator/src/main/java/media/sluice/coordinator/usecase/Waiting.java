package media.sluice.coordinator.usecase;

/**
 * Who waits for a node.
 *
 * @param joins how many
 * @param rooms how many rooms they want to
 * @param longestMillis since the first of them asked
 */
public record Waiting(int joins, int rooms, long longestMillis) {}
