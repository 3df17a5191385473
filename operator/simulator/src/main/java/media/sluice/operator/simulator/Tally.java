package media.sluice.operator.simulator;

/** What one simulated time cost and gave, from a moment on. */
final class Tally {

    private final long fromMillis;
    private double nodeMillis;
    private double legMillis;
    private double overloadedLegMillis;
    double loadMillis;
    long joins;
    long joinsOnOverloaded;
    long joinsThatWaited;
    long longestWaitMillis;
    int created;
    int moves;
    int decisions;
    int unexplained;

    Tally(long fromMillis) {
        this.fromMillis = fromMillis;
    }

    boolean counts(long nowMillis) {
        return nowMillis >= fromMillis;
    }

    /** A node is gone, or the time is over. */
    void add(MediaNode node, double legMillisBefore, double overloadedBefore, long nowMillis) {
        node.settle(nowMillis);
        nodeMillis += Math.max(0, nowMillis - Math.max(fromMillis, node.createdMillis));
        legMillis += node.legMillis() - legMillisBefore;
        overloadedLegMillis += node.overloadedLegMillis() - overloadedBefore;
    }

    double nodeHours() {
        return nodeMillis / 3_600_000;
    }

    double overloadPercent() {
        return legMillis == 0 ? 0 : 100 * overloadedLegMillis / legMillis;
    }

    double legHours() {
        return legMillis / 3_600_000;
    }
}
