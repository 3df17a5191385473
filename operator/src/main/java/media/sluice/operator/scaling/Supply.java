package media.sluice.operator.scaling;

/**
 * What nodes can be had, and what one carries.
 *
 * @param unitsPerNode what a node carries at 100 % ({@link CapacityEstimate})
 * @param shared how much of it is left to users when nodes work together, 0.5 to 1: the rest goes
 *     into relays between them
 * @param quotaNodes nodes that may exist at once, by quota or by what the cloud still has
 */
public record Supply(double unitsPerNode, double shared, int quotaNodes, ProvisionTimes provision) {

    public static final double LEAST_SHARED = 0.5;

    public Supply {
        if (!(unitsPerNode > 0) || quotaNodes < 0) {
            throw new IllegalArgumentException(
                    "a node must carry something and a quota be 0 or more: "
                            + unitsPerNode
                            + ", "
                            + quotaNodes);
        }
        shared = Math.clamp(shared, LEAST_SHARED, 1);
    }

    /** What users can have of one node at 100 %. */
    public double usableUnits() {
        return unitsPerNode * shared;
    }
}
