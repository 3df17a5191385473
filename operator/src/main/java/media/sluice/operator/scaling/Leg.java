package media.sluice.operator.scaling;

/**
 * The part of a room that one node carries.
 *
 * @param node its node's name
 * @param nowUnits load now
 * @param expectedPeakUnits load that it is expected to reach, from who may join, a reservation or
 *     rooms like it ({@link RoomPeaks})
 * @param peers other legs of the room
 */
public record Leg(
        String node, double nowUnits, double expectedPeakUnits, int participants, int peers) {

    /** What is promised to it: a node that is full in a minute is full now. */
    public double committedUnits() {
        return Math.max(nowUnits, expectedPeakUnits);
    }
}
