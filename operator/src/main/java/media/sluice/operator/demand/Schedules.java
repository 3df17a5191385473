package media.sluice.operator.demand;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.Durations;
import media.sluice.operator.api.v1alpha1.Schedule;
import media.sluice.operator.scaling.Demand;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.autoscaling.schedules} of a pool as demand: of each, the window that is open or next.
 */
public final class Schedules {
    private Schedules() {}

    /** What no window can be made of, such as the 30th of February, is no demand. */
    public static List<Demand.Schedule> of(@Nullable List<Schedule> schedules, long nowMillis) {
        var demand = new ArrayList<Demand.Schedule>();
        for (var schedule : Objects.requireNonNullElse(schedules, List.<Schedule>of())) {
            try {
                Cron.of(schedule.cron())
                        .window(
                                nowMillis,
                                Durations.millis(schedule.duration()),
                                ZoneId.of(Objects.requireNonNullElse(schedule.timezone(), "UTC")))
                        .ifPresent(window -> demand.add(demand(schedule, window)));
            } catch (DateTimeException | IllegalArgumentException unreadable) {
                // The definition lets pass what looks like a zone or a range, and is none.
            }
        }
        return demand;
    }

    private static Demand.Schedule demand(Schedule schedule, Cron.Window window) {
        return new Demand.Schedule(
                schedule.name(),
                window.fromMillis(),
                window.untilMillis(),
                Objects.requireNonNullElse(schedule.minReplicas(), 0),
                Boolean.TRUE.equals(schedule.inhibitScaleDown()));
    }
}
