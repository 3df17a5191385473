package media.sluice.operator.scaling;

/**
 * How fast the committed load grows: the distance between a quick and a slow average of it. On a
 * straight rise each trails by its time constant, so the distance over the difference of the two is
 * the slope; noise of single rooms is gone.
 *
 * @param atMillis of the last sample, 0 before any
 */
public record Slope(long atMillis, double quickUnits, double slowUnits) {

    private static final double QUICK_SECONDS = 30;
    private static final double SLOW_SECONDS = 120;

    public static Slope unknown() {
        return new Slope(0, 0, 0);
    }

    /** With a sample. One of the same moment replaces nothing. */
    public Slope with(long nowMillis, double units) {
        if (atMillis == 0) {
            return new Slope(nowMillis, units, units);
        }
        double seconds = Math.max(0, nowMillis - atMillis) / 1000.0;
        return new Slope(
                nowMillis,
                towards(quickUnits, units, seconds / QUICK_SECONDS),
                towards(slowUnits, units, seconds / SLOW_SECONDS));
    }

    /** Growth; a fall is none. */
    public double unitsPerSecond() {
        return Math.max(0, (quickUnits - slowUnits) / (SLOW_SECONDS - QUICK_SECONDS));
    }

    private static double towards(double from, double to, double times) {
        return from + (to - from) * -Math.expm1(-times);
    }
}
