package media.sluice.operator.scaling;

/**
 * Room for a crash: each node can take what it would inherit from any one other. The legs of a node
 * have different backups, so a node inherits its share of one other node; the backup of the largest
 * leg inherits that one whole.
 */
final class CrashHeadroom {

    private CrashHeadroom() {}

    /** What all nodes together keep free, when the load is spread over so many. */
    static double units(double loadUnits, double largestLegUnits, int nodes) {
        if (nodes < 2) {
            return loadUnits;
        }
        double share = loadUnits / nodes / (nodes - 1);
        return nodes * share + Math.max(0, largestLegUnits - share);
    }

    /**
     * How many nodes it takes beyond those that the load needs; at least one, for the backups.
     *
     * @param unitsOfNode what is planned onto one node
     */
    static int nodes(
            double loadUnits, double largestLegUnits, double unitsOfNode, int nodesForLoad) {
        if (loadUnits <= 0) {
            return 0;
        }
        int nodes = nodesForLoad + 1;
        while (loadUnits + units(loadUnits, largestLegUnits, nodes) > nodes * unitsOfNode) {
            nodes++;
        }
        return nodes - nodesForLoad;
    }
}
