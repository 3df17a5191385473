package media.sluice.operator.scaling;

/**
 * How many nodes are needed, term by term, so that anybody can see what one is for.
 *
 * @param committedUnits what the rooms hold or are expected to reach, and what waits
 * @param slopeUnits what comes until a node created now is ready
 * @param seasonUnits the highest load to expect until then
 * @param floorUnits reserved
 * @param unitsOfNode what is planned onto one node
 * @param nodesForLoad the largest of the three, in nodes
 * @param reserveNodes beyond that, so that what is planned onto the reserve is free
 * @param crashNodes beyond that, so that each node can take what it would inherit from any one
 *     other
 * @param floorNodes of schedules, and of a pool that is overloaded now
 * @param minNodes the least the pool may have
 * @param maxNodes the most
 */
public record Need(
        double committedUnits,
        double slopeUnits,
        double seasonUnits,
        double floorUnits,
        double unitsOfNode,
        int nodesForLoad,
        int reserveNodes,
        int crashNodes,
        int floorNodes,
        int minNodes,
        int maxNodes) {

    /** What the nodes are planned for. */
    public double plannedUnits() {
        return Math.max(committedUnits + slopeUnits, Math.max(seasonUnits, floorUnits));
    }

    /** Whatever the bounds of the pool. */
    public int wantedNodes() {
        return Math.max(nodesForLoad + reserveNodes + crashNodes, floorNodes);
    }

    /** Within the bounds of the pool. */
    public int nodes() {
        return Math.clamp(wantedNodes(), minNodes, maxNodes);
    }

    static Need of(Observation seen, Committed committed, Slope slope, long lookAheadMillis) {
        Policy policy = seen.policy();
        double units =
                committed.units() + seen.demand().pendingUnits() + seen.demand().spilledUnits();
        double rise = units * policy.up().slopeCapPercent() / 100.0;
        double grown =
                slope.unitsPerSecond()
                        * policy.up().slopeGainPercent()
                        / 100.0
                        * horizonMillis(seen)
                        / 1000.0;
        double season =
                seen.memory()
                        .season()
                        .forecast(
                                policy.forecast().seasonal(),
                                seen.nowMillis(),
                                seen.nowMillis() + lookAheadMillis,
                                units);
        double floor = reservedUnits(seen);
        // A time of day that is known says more than a slope: it bounds what the slope may add.
        double believed = season > 0 ? Math.max(0, season - units) : grown;
        double slopeUnits = Math.min(Math.min(rise, grown), believed);
        double planned = Math.max(units + slopeUnits, Math.max(season, floor));
        double unitsOfNode = seen.supply().usableUnits() * policy.targetPercent() / 100.0;
        int forLoad = (int) Math.ceil(planned / unitsOfNode);
        return new Need(
                units,
                slopeUnits,
                season,
                floor,
                unitsOfNode,
                forLoad,
                planned > 0 ? Math.max(0, reserveNodes(seen, planned, unitsOfNode) - forLoad) : 0,
                policy.keepsCrashHeadroom()
                        ? CrashHeadroom.nodes(
                                planned, committed.largestLegUnits(), unitsOfNode, forLoad)
                        : 0,
                Math.max(scheduledNodes(seen), committed.relievingNodes()),
                policy.minNodes(),
                policy.maxNodes());
    }

    /**
     * What is planned onto the reserve is free. What many nodes at their target have free is part
     * of it, so that the reserve is felt in a small pool, where one room is much.
     */
    private static int reserveNodes(Observation seen, double planned, double unitsOfNode) {
        double free = seen.policy().reserveNodes() * unitsOfNode;
        return (int) Math.ceil((planned + free) / seen.supply().usableUnits());
    }

    /**
     * Until a node created now is ready, and half a minute more to be told and to fill it; unless
     * the owner of the pool knows better.
     */
    static long horizonMillis(Observation seen) {
        long wanted = seen.policy().forecast().horizonMillis();
        return wanted == Policy.Forecast.AS_LONG_AS_NODES_START
                ? (seen.supply().provision().p95Seconds() + 30L) * 1000
                : wanted;
    }

    private static double reservedUnits(Observation seen) {
        double units = 0;
        long ready = seen.nowMillis() + horizonMillis(seen);
        for (Demand.Reservation reservation : seen.demand().reservations()) {
            if (reservation.fromMillis() <= ready && seen.nowMillis() < reservation.untilMillis()) {
                units += reservation.units();
            }
        }
        return units;
    }

    private static int scheduledNodes(Observation seen) {
        int nodes = 0;
        long ready = seen.nowMillis() + horizonMillis(seen);
        for (Demand.Schedule schedule : seen.demand().schedules()) {
            if (schedule.fromMillis() <= ready && seen.nowMillis() < schedule.untilMillis()) {
                nodes = Math.max(nodes, schedule.minNodes());
            }
        }
        return nodes;
    }
}
