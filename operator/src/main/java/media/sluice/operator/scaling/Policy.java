package media.sluice.operator.scaling;

/**
 * What the owner of a pool asks of its autoscaler: {@code spec.autoscaling} of a MediaNodePool,
 * which {@code policy.Policies} reads into it.
 *
 * @param minNodes never fewer, also without load
 * @param maxNodes never more, those that drain included
 * @param targetPercent how full a node is meant to be with what is committed to it
 * @param fillPercent a node fuller than this is given no further room
 * @param overloadPercent a node fuller than this is overloaded: it takes no join, and if the mean
 *     of the pool is above it, a node is added whatever was forecast
 * @param emptyBelowPercent only a node emptier than this is emptied
 * @param reserveNodes what is planned onto so many nodes is free, for what no forecast sees
 * @param keepsCrashHeadroom each node keeps free what it would inherit from any one other
 * @param forecast how the time ahead is known
 */
public record Policy(
        int minNodes,
        int maxNodes,
        int targetPercent,
        int fillPercent,
        int overloadPercent,
        int emptyBelowPercent,
        int reserveNodes,
        boolean keepsCrashHeadroom,
        Up up,
        Down down,
        Forecast forecast) {

    /**
     * Meetings begin each half hour, give or take: the last burst is remembered until the next is
     * there.
     */
    private static final long DEFAULT_STABILIZATION_MILLIS = 32 * 60_000L;

    public Policy {
        if (minNodes < 0 || minNodes > maxNodes) {
            throw new IllegalArgumentException(
                    "minNodes " + minNodes + " must be from 0 to maxNodes " + maxNodes);
        }
        boolean isOrdered =
                emptyBelowPercent > 0
                        && emptyBelowPercent < targetPercent
                        && targetPercent <= fillPercent
                        && fillPercent <= overloadPercent
                        && overloadPercent <= 95;
        if (!isOrdered) {
            throw new IllegalArgumentException(
                    "percentages must rise from emptyBelow "
                            + emptyBelowPercent
                            + " over target "
                            + targetPercent
                            + " and fill "
                            + fillPercent
                            + " to overload "
                            + overloadPercent
                            + ", at most 95");
        }
        if (reserveNodes < 0) {
            throw new IllegalArgumentException(
                    "reserveNodes " + reserveNodes + " must be 0 or more");
        }
    }

    /**
     * What a pool does whose owner said nothing. The defaults of the custom resource are the same:
     * a test compares them.
     */
    public static Policy defaults() {
        return new Policy(
                1,
                20,
                80,
                80,
                85,
                55,
                1,
                true,
                new Up(20, 35, 30),
                new Down(DEFAULT_STABILIZATION_MILLIS, 2, true),
                new Forecast(Seasonal.WEEKLY, Forecast.AS_LONG_AS_NODES_START));
    }

    /** With other bounds. */
    public Policy between(int min, int max) {
        return new Policy(
                min,
                max,
                targetPercent,
                fillPercent,
                overloadPercent,
                emptyBelowPercent,
                reserveNodes,
                keepsCrashHeadroom,
                up,
                down,
                forecast);
    }

    /** With or without the head-room for a crash. */
    public Policy keepingCrashHeadroom(boolean keeps) {
        return new Policy(
                minNodes,
                maxNodes,
                targetPercent,
                fillPercent,
                overloadPercent,
                emptyBelowPercent,
                reserveNodes,
                keeps,
                up,
                down,
                forecast);
    }

    /**
     * How it grows.
     *
     * @param maxNodesPerMinute a runaway forecast costs no more than this
     * @param slopeGainPercent the share of the slope that is believed
     * @param slopeCapPercent the slope adds at most this much of the committed load
     */
    public record Up(int maxNodesPerMinute, int slopeGainPercent, int slopeCapPercent) {

        public Up {
            if (maxNodesPerMinute < 1 || slopeGainPercent < 0 || slopeCapPercent < 0) {
                throw new IllegalArgumentException(
                        "maxNodesPerMinute must be 1 or more, percentages 0 or more: "
                                + maxNodesPerMinute
                                + ", "
                                + slopeGainPercent
                                + ", "
                                + slopeCapPercent);
            }
        }
    }

    /**
     * How it shrinks.
     *
     * @param stabilizationMillis a node goes when none of the needs of this long wanted it
     * @param maxNodesPerMinute nodes that begin to drain in a minute
     * @param consolidates rooms are moved to free a node; otherwise only empty nodes go
     */
    public record Down(long stabilizationMillis, int maxNodesPerMinute, boolean consolidates) {

        public Down {
            if (stabilizationMillis < 0 || maxNodesPerMinute < 1) {
                throw new IllegalArgumentException(
                        "stabilizationMillis must be 0 or more, maxNodesPerMinute 1 or more: "
                                + stabilizationMillis
                                + ", "
                                + maxNodesPerMinute);
            }
        }
    }

    /**
     * How the time ahead is known.
     *
     * @param seasonal which past it looks at
     * @param horizonMillis how far growing looks ahead; {@link #AS_LONG_AS_NODES_START}: as far as
     *     nodes of the pool are seen to take
     */
    public record Forecast(Seasonal seasonal, long horizonMillis) {

        public static final long AS_LONG_AS_NODES_START = 0;

        public Forecast {
            if (horizonMillis < 0) {
                throw new IllegalArgumentException(
                        "horizonMillis " + horizonMillis + " must be 0 or more");
            }
        }
    }

    /** Which past the forecast looks at. Weekly looks at yesterday until it knows a week. */
    public enum Seasonal {
        OFF,
        DAILY,
        WEEKLY
    }
}
