package media.sluice.operator.scaling;

import java.util.Arrays;

/**
 * What a node of one type carries at 100 %, learned from what nodes carried and how busy they were:
 * the tenth percentile of the last day, smoothed, never above what was declared. And how much of it
 * is left when nodes work together. A value: {@code with…} leaves this one as it is.
 */
public final class CapacityEstimate {

    /** A node that is hardly busy says little about when it would be full. */
    static final double LEAST_BUSY = 0.25;

    private static final double PERCENTILE = 0.10;
    private static final double SMOOTHED_OVER_MILLIS = 30 * 60_000.0;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int HOURS = 24;
    private static final int STEPS = 40;

    /** Of the pool's sums, so much is left after a day. */
    private static final double DAY_MILLIS = 86_400_000.0;

    private final double declaredUnits;
    private final double units;
    private final long atMillis;

    /** Samples by hour of the day, and by which fortieth of the declared they showed. */
    private final int[][] counts;

    private final long[] hours;

    /** Sums for the least squares of the pool's capacity over its nodes. */
    private final double nodesTimesUnits;

    private final double nodesSquared;

    private CapacityEstimate(
            double declaredUnits,
            double units,
            long atMillis,
            int[][] counts,
            long[] hours,
            double nodesTimesUnits,
            double nodesSquared) {
        this.declaredUnits = declaredUnits;
        this.units = units;
        this.atMillis = atMillis;
        this.counts = counts;
        this.hours = hours;
        this.nodesTimesUnits = nodesTimesUnits;
        this.nodesSquared = nodesSquared;
    }

    /** Before anything was learned: what was declared. */
    public static CapacityEstimate declared(double units) {
        if (!(units > 0)) {
            throw new IllegalArgumentException("a node must carry something: " + units);
        }
        return new CapacityEstimate(units, units, 0, new int[HOURS][STEPS], new long[HOURS], 0, 0);
    }

    /**
     * With a sample of one node.
     *
     * @param busy how busy it was, 1 is all it can
     */
    public CapacityEstimate withNode(long nowMillis, double busy, double carriedUnits) {
        if (busy < LEAST_BUSY) {
            return this;
        }
        long hour = nowMillis / HOUR_MILLIS;
        int row = (int) (hour % HOURS);
        int[][] nextCounts = counts.clone();
        long[] nextHours = hours.clone();
        nextCounts[row] = hours[row] == hour ? counts[row].clone() : new int[STEPS];
        nextHours[row] = hour;
        double shown = carriedUnits / busy / declaredUnits;
        nextCounts[row][Math.clamp((int) (shown * STEPS), 0, STEPS - 1)]++;
        double low = percentile(nextCounts, nextHours, hour) * declaredUnits;
        double share =
                atMillis == 0 ? 1 : -Math.expm1(-(nowMillis - atMillis) / SMOOTHED_OVER_MILLIS);
        return new CapacityEstimate(
                declaredUnits,
                units + (low - units) * share,
                nowMillis,
                nextCounts,
                nextHours,
                nodesTimesUnits,
                nodesSquared);
    }

    /**
     * With a sample of the whole pool.
     *
     * @param users what its nodes carried for users, relays between nodes left out
     * @param busy the mean of its nodes
     */
    public CapacityEstimate withPool(long nowMillis, int nodes, double users, double busy) {
        if (busy < LEAST_BUSY || nodes < 1) {
            return this;
        }
        double kept = atMillis == 0 ? 1 : Math.exp(-(nowMillis - atMillis) / DAY_MILLIS);
        return new CapacityEstimate(
                declaredUnits,
                units,
                nowMillis,
                counts,
                hours,
                nodesTimesUnits * kept + nodes * users / busy,
                nodesSquared * kept + (double) nodes * nodes);
    }

    /** What one node carries. */
    public double unitsPerNode() {
        return Math.min(units, declaredUnits);
    }

    /** What is left of it for users when nodes work together, {@link Supply#LEAST_SHARED} to 1. */
    public double shared() {
        if (nodesSquared == 0) {
            return 1;
        }
        return Math.clamp(nodesTimesUnits / nodesSquared / unitsPerNode(), Supply.LEAST_SHARED, 1);
    }

    private static double percentile(int[][] counts, long[] hours, long hour) {
        int[] all = new int[STEPS];
        for (int row = 0; row < HOURS; row++) {
            for (int step = 0; step < STEPS && hours[row] > hour - HOURS; step++) {
                all[step] += counts[row][step];
            }
        }
        int rank = (int) Math.ceil(PERCENTILE * Arrays.stream(all).sum());
        int step = 0;
        for (int seen = all[0]; seen < rank; seen += all[step]) {
            step++;
        }
        // The upper end of the step: a node that shows exactly what was declared is not less.
        return (step + 1.0) / STEPS;
    }
}
