package media.sluice.operator.scaling;

/**
 * A media node as the operator sees it.
 *
 * @param host the Kubernetes node it runs on
 * @param loadUnits what it carries now, by its own last report
 * @param isSilent it runs, but does not report: it counts as full, and is never emptied
 * @param isOldRevision it is to be replaced anyway
 */
public record Node(
        String name,
        String zone,
        String host,
        Phase phase,
        double loadUnits,
        boolean isSilent,
        boolean isOldRevision) {

    /** Where a node is in its life. A node that is gone is not seen at all. */
    public enum Phase {
        /** Created, not ready. */
        STARTING,
        READY,
        /** Draining because the pool shrinks: it may be taken back. */
        CORDONED,
        /**
         * Draining because its machine goes (spot notice, drained host): it cannot be taken back.
         */
        LEAVING
    }

    /** Whether the pool can count on it. */
    public boolean isKept() {
        return phase == Phase.READY || phase == Phase.STARTING;
    }
}
