package media.sluice.coordinator.placement;

/**
 * A node as placement sees it.
 *
 * @param nodeId its identifier
 * @param maxSessions sessions it accepts, 1 or more
 * @param sessions sessions it has
 * @param load busy share of its busiest worker, 0.0 to 1.0
 * @param isCordoned taken out of placement by an operator
 * @param contact what is heard of it
 * @param isDraining it takes no new rooms or sessions
 */
public record NodeFacts(
        String nodeId,
        long maxSessions,
        long sessions,
        double load,
        boolean isCordoned,
        Contact contact,
        boolean isDraining) {}
