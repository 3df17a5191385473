package media.sluice.operator.simulator;

/**
 * A room as it will be, whoever carries it.
 *
 * @param key what a coordinator knows it by
 * @param changes when somebody joins (even) or leaves (odd): twice the milliseconds since the
 *     start, plus one for a leave; ascending
 */
record RoomPlan(String key, long startMillis, int[] changes) {

    long millisOf(int change) {
        return startMillis + (changes[change] >> 1);
    }

    boolean isJoin(int change) {
        return (changes[change] & 1) == 0;
    }
}
