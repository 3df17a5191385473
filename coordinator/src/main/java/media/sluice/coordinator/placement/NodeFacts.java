package media.sluice.coordinator.placement;

/**
 * A node as placement sees it.
 *
 * @param nodeId its identifier
 * @param maxSessions sessions it accepts, 1 or more
 * @param sessions sessions it has
 * @param load busy share of its busiest worker, 0.0 to 1.0
 * @param cordon whether it was taken out of placement
 * @param contact what is heard of it
 * @param isDraining it takes no new rooms or sessions
 */
public record NodeFacts(
        String nodeId,
        long maxSessions,
        long sessions,
        double load,
        Cordon cordon,
        Contact contact,
        boolean isDraining) {

    /** True when it takes no newcomers because somebody said so. */
    public boolean isCordoned() {
        return cordon != Cordon.OPEN;
    }
}
