package media.sluice.coordinator.room;

/** Score of one stream over time, 0 (nothing) to 100 (flawless), in the ecosystem's scale. */
public final class StreamScore {
    static final double BEST = 100;
    static final double FLOOR = 30;
    static final double SILENT = 40;

    /** A fall shows almost at once, a recovery has to prove itself. */
    private static final double WEIGHT_DOWN = 0.8;

    private static final double WEIGHT_UP = 0.4;

    private static final double OPUS_LOSS_WEIGHT = 8;
    private static final double RED_LOSS_WEIGHT = 4;
    private static final double VIDEO_LOSS_WEIGHT = 10;

    /** Opus repairs single losses from its in-band forward error correction. */
    private static final double FEC_RELIEF = 1.5;

    private static final double LAYER_PENALTY = 35;

    /** Delay from which on talking gets hard, milliseconds. */
    private static final double LONG_DELAY_MILLIS = 160;

    private double score = BEST;

    /** The score now. */
    public double value() {
        return score;
    }

    /** Takes the report of one interval in and answers the new score. */
    public double update(StreamReport report) {
        if (report.isPaused()) {
            score = BEST;
            return score;
        }
        double target = target(report);
        double weight = target < score ? WEIGHT_DOWN : WEIGHT_UP;
        score = weight * target + (1 - weight) * score;
        return score;
    }

    private static double target(StreamReport report) {
        if (report.packetsExpected() == 0) {
            return SILENT;
        }
        double lossPercent = 100.0 * report.packetsLost() / report.packetsExpected();
        double packets = BEST - delayEffect(report) - lossPercent * lossWeight(report);
        double layers = BEST - LAYER_PENALTY * report.missingLayers();
        return Math.max(FLOOR, Math.min(packets, layers));
    }

    private static double delayEffect(StreamReport report) {
        double delay = report.roundTripMillis() / 2 + 2 * report.jitterMillis();
        return delay <= LONG_DELAY_MILLIS ? delay / 40 : (delay - 120) / 10;
    }

    private static double lossWeight(StreamReport report) {
        return switch (report.kind()) {
            case VIDEO -> VIDEO_LOSS_WEIGHT;
            case AUDIO -> (report.isRed() ? RED_LOSS_WEIGHT : OPUS_LOSS_WEIGHT) / FEC_RELIEF;
        };
    }
}
