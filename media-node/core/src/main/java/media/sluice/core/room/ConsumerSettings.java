package media.sluice.core.room;

/**
 * What may change of a consumer while it lives.
 *
 * @param isPaused nothing is forwarded
 * @param spatialLayer highest layer wanted, 0..3
 * @param temporalLayer highest temporal layer wanted, 0..7; 7 means all
 * @param priority share of a scarce downlink, 1 (first to lose)..255
 */
public record ConsumerSettings(
        boolean isPaused, int spatialLayer, int temporalLayer, int priority) {

    /** Not paused, highest layers, middle priority. */
    public static final ConsumerSettings DEFAULT = new ConsumerSettings(false, 3, 7, 128);

    public ConsumerSettings {
        CodecParameters.require(
                spatialLayer >= 0 && spatialLayer <= 3, "spatial layer must be 0 to 3");
        CodecParameters.require(
                temporalLayer >= 0 && temporalLayer <= 7, "temporal layer must be 0 to 7");
        CodecParameters.require(priority >= 1 && priority <= 255, "priority must be 1 to 255");
    }
}
