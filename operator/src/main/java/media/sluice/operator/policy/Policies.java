package media.sluice.operator.policy;

import media.sluice.operator.api.v1alpha1.Autoscaling;
import media.sluice.operator.api.v1alpha1.Durations;
import media.sluice.operator.api.v1alpha1.Forecast;
import media.sluice.operator.api.v1alpha1.Reserve;
import media.sluice.operator.api.v1alpha1.ScaleDown;
import media.sluice.operator.api.v1alpha1.ScaleUp;
import media.sluice.operator.api.v1alpha1.Season;
import media.sluice.operator.scaling.Policy;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.autoscaling} of a MediaNodePool as a {@link Policy}, field by field:
 *
 * <pre>
 *  minReplicas            minNodes
 *  maxReplicas            maxNodes
 *  targetPercent          targetPercent
 *  fillPercent            fillPercent
 *  scaleUpAbovePercent    overloadPercent
 *  scaleDownBelowPercent  emptyBelowPercent
 *  reserve.nodes          reserveNodes
 *  reserve.crash          keepsCrashHeadroom
 *  up.*                   up.*
 *  down.stabilization     down.stabilizationMillis
 *  down.consolidate       down.consolidates
 *  forecast.seasonal      forecast.seasonal
 *  forecast.horizon       forecast.horizonMillis
 * </pre>
 *
 * What is missing, as in a resource that was stored before the field was, is as by default. {@code
 * mode} says who decides and {@code schedules} are demand: neither is policy.
 */
public final class Policies {

    private static final Policy DEFAULTS = Policy.defaults();

    private Policies() {}

    /** Whatever the definition of the resource lets pass is a policy. */
    public static Policy of(@Nullable Autoscaling spec) {
        if (spec == null) {
            return DEFAULTS;
        }
        Reserve reserve = spec.reserve();
        return new Policy(
                or(spec.minReplicas(), DEFAULTS.minNodes()),
                or(spec.maxReplicas(), DEFAULTS.maxNodes()),
                or(spec.targetPercent(), DEFAULTS.targetPercent()),
                or(spec.fillPercent(), DEFAULTS.fillPercent()),
                or(spec.scaleUpAbovePercent(), DEFAULTS.overloadPercent()),
                or(spec.scaleDownBelowPercent(), DEFAULTS.emptyBelowPercent()),
                or(reserve == null ? null : reserve.nodes(), DEFAULTS.reserveNodes()),
                or(reserve == null ? null : reserve.crash(), DEFAULTS.keepsCrashHeadroom()),
                up(spec.up()),
                down(spec.down()),
                forecast(spec.forecast()));
    }

    private static Policy.Up up(@Nullable ScaleUp up) {
        Policy.Up usual = DEFAULTS.up();
        return up == null
                ? usual
                : new Policy.Up(
                        or(up.maxNodesPerMinute(), usual.maxNodesPerMinute()),
                        or(up.slopeGainPercent(), usual.slopeGainPercent()),
                        or(up.slopeCapPercent(), usual.slopeCapPercent()));
    }

    private static Policy.Down down(@Nullable ScaleDown down) {
        Policy.Down usual = DEFAULTS.down();
        return down == null
                ? usual
                : new Policy.Down(
                        or(millis(down.stabilization()), usual.stabilizationMillis()),
                        or(down.maxNodesPerMinute(), usual.maxNodesPerMinute()),
                        or(down.consolidate(), usual.consolidates()));
    }

    private static Policy.Forecast forecast(@Nullable Forecast forecast) {
        Policy.Forecast usual = DEFAULTS.forecast();
        return forecast == null
                ? usual
                : new Policy.Forecast(
                        forecast.seasonal() == null
                                ? usual.seasonal()
                                : seasonal(forecast.seasonal()),
                        or(millis(forecast.horizon()), usual.horizonMillis()));
    }

    private static Policy.Seasonal seasonal(Season season) {
        return switch (season) {
            case OFF -> Policy.Seasonal.OFF;
            case DAILY -> Policy.Seasonal.DAILY;
            case WEEKLY -> Policy.Seasonal.WEEKLY;
        };
    }

    private static @Nullable Long millis(@Nullable String text) {
        return text == null ? null : Durations.millis(text);
    }

    private static <T> T or(@Nullable T written, T usual) {
        return written == null ? usual : written;
    }
}
