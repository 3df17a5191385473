package media.sluice.operator.demand;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.CapacityReservationSpec;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.api.v1alpha1.PoolSelector;
import media.sluice.operator.api.v1alpha1.ReservationSchedule;
import media.sluice.operator.scaling.Demand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReservationsTest {
    private static final long START = Instant.parse("2027-01-14T16:30:00Z").toEpochMilli();
    private static final long END = Instant.parse("2027-01-14T17:30:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final double PER_BPS = 1e-6;

    private static CapacityReservation reservation(
            @Nullable String label, @Nullable Integer subscribers, @Nullable String lead) {
        var made = new CapacityReservation();
        made.setMetadata(new ObjectMetaBuilder().withName("keynote").withNamespace("n").build());
        made.setSpec(
                new CapacityReservationSpec(
                        "main",
                        label == null ? null : new PoolSelector(Map.of("region", label)),
                        subscribers,
                        subscribers == null ? 5_000_000_000L : null,
                        "2027-01-14T16:30:00Z",
                        "2027-01-14T17:30:00Z",
                        null,
                        lead));
        return made;
    }

    private static MediaNodePool pool(String name, String region) {
        return Pools.pool(name, "main", Map.of("region", region));
    }

    private static List<Demand.Reservation> of(
            CapacityReservation one, MediaNodePool pool, long now, MediaNodePool... growing) {
        return Reservations.of(List.of(one), pool, List.of(growing), now, 3, PER_BPS);
    }

    @Test
    void theFirstPoolThatIsMeantHoldsIt() {
        var eu = pool("eu", "eu");
        var us = pool("us", "us");
        var east = pool("us-2", "us");
        var one = reservation("us", 800, null);

        assertThat(of(one, us, START, eu, us, east))
                .containsExactly(new Demand.Reservation("keynote", START, END, 2_400));
        assertThat(of(one, eu, START, eu, us, east)).isEmpty();
        assertThat(of(one, east, START, eu, us, east)).isEmpty();
        assertThat(of(one, east, START, eu, east)).as("the other does not grow").hasSize(1);
        assertThat(of(reservation(null, 1, null), eu, START, eu, us)).hasSize(1);
    }

    @Test
    void bitsArePartOfTheSameUnits() {
        var eu = pool("eu", "eu");

        assertThat(of(reservation(null, null, null), eu, START, eu))
                .extracting(Demand.Reservation::units)
                .containsExactly(5_000.0);
    }

    @Test
    void aLeadTimeBringsItForward() {
        var eu = pool("eu", "eu");
        var one = reservation(null, 1, "20m");
        long early = START - 20 * MINUTE;

        assertThat(of(one, eu, early - 1, eu))
                .as("so far nodes may start when they must")
                .extracting(Demand.Reservation::fromMillis)
                .containsExactly(START);
        assertThat(of(one, eu, early, eu))
                .extracting(Demand.Reservation::fromMillis)
                .containsExactly(early);
        assertThat(of(one, eu, END - 1, eu)).hasSize(1);
        assertThat(of(one, eu, END, eu)).as("over").isEmpty();
    }

    @Test
    void comesAgainAndAgain() {
        var weekly =
                new CapacityReservationSpec(
                        "main",
                        null,
                        10,
                        null,
                        null,
                        null,
                        new ReservationSchedule("30 16 * * THU", "1h", "Europe/Berlin"),
                        null);

        assertThat(Reservations.window(weekly, START))
                .as("half past four in Berlin was an hour ago")
                .contains(
                        new Cron.Window(
                                START + (7 * 24 - 1) * 60 * MINUTE, START + 7 * 24 * 60 * MINUTE));
        var never =
                new CapacityReservationSpec(
                        "main",
                        null,
                        10,
                        null,
                        null,
                        null,
                        new ReservationSchedule("0 0 30 2 *", "1h", "Nowhere/City"),
                        null);
        assertThat(Reservations.window(never, START)).isEmpty();
    }
}
