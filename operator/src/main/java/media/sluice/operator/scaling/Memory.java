package media.sluice.operator.scaling;

import java.util.List;

/**
 * What one decision leaves to the next; kept in the pool's status, so that it survives a restart.
 *
 * @param sinceMillis when watching began: before a whole window was seen nothing shrinks
 * @param slope of the committed load
 * @param needs of the last window
 * @param creations when the nodes of the last minute were created, oldest first
 * @param cordons when nodes were cordoned lately, oldest first
 * @param desiredNodes of the last decision; kept while the load is not known
 */
public record Memory(
        long sinceMillis,
        Slope slope,
        NeedWindow needs,
        List<Long> creations,
        List<Long> cordons,
        int desiredNodes,
        Season season) {

    public Memory {
        creations = List.copyOf(creations);
        cordons = List.copyOf(cordons);
    }

    /** Of a pool that nobody has watched yet. */
    public static Memory none(long nowMillis) {
        return new Memory(
                nowMillis,
                Slope.unknown(),
                NeedWindow.empty(),
                List.of(),
                List.of(),
                0,
                Season.unknown());
    }
}
