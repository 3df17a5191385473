package media.sluice.coordinator.room;

/** How well a participant's streams arrive. */
public enum ConnectionQuality {
    /** Nothing arrives. */
    LOST,
    /** Hard to follow. */
    POOR,
    /** Some flaws. */
    GOOD,
    /** No flaws. */
    EXCELLENT;

    static final double EXCELLENT_ABOVE = 80;
    static final double GOOD_ABOVE = 40;
    static final double POOR_ABOVE = 20;

    /** The class of a score, 0 to 100. */
    public static ConnectionQuality of(double score) {
        if (score > EXCELLENT_ABOVE) {
            return EXCELLENT;
        }
        if (score > GOOD_ABOVE) {
            return GOOD;
        }
        return score > POOR_ABOVE ? POOR : LOST;
    }
}
