package media.sluice.operator.scaling;

import java.util.List;

/**
 * Load that no node carries yet.
 *
 * @param pendingUnits of rooms that wait for a node
 * @param spilledUnits what another pool could not hold and leaves to this one
 */
public record Demand(
        double pendingUnits,
        double spilledUnits,
        List<Reservation> reservations,
        List<Schedule> schedules) {

    public Demand {
        reservations = List.copyOf(reservations);
        schedules = List.copyOf(schedules);
    }

    public static Demand none() {
        return new Demand(0, 0, List.of(), List.of());
    }

    /** Capacity somebody reserved for a time. It is there when the time begins. */
    public record Reservation(String name, long fromMillis, long untilMillis, double units) {}

    /** A floor of nodes for a time, that may also keep the pool from shrinking. */
    public record Schedule(
            String name,
            long fromMillis,
            long untilMillis,
            int minNodes,
            boolean inhibitsScaleDown) {}
}
