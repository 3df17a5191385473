package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The rooms are what the published table says. */
final class WorkloadTest {

    private static final long HALF_HOUR = 1_800_000;
    private final List<RoomPlan> monday = new Workload(Parameters.published(), 3).day(0);

    @Test
    void aWeekdayHasFiveThousandRoomsAndASundayAFifth() {
        Workload workload = new Workload(Parameters.published(), 3);

        assertThat((double) monday.size()).isCloseTo(5_000, within(1_200.0));
        assertThat((double) workload.day(6).size()).isCloseTo(1_000, within(300.0));
    }

    @Test
    void roomsHaveFivePeopleOnAverageAndLastHalfAnHour() {
        double people = monday.stream().mapToInt(r -> r.changes().length / 2).average().orElse(0);
        double minutes =
                monday.stream()
                                .mapToInt(r -> r.changes()[r.changes().length - 1] >> 1)
                                .average()
                                .orElse(0)
                        / 60_000;

        assertThat(people).isCloseTo(5, within(0.4));
        assertThat(minutes).isCloseTo(30, within(2.0));
    }

    @Test
    void twoThirdsStartOnTheHalfHour() {
        long close =
                monday.stream()
                        .filter(room -> {
                            long off = Math.floorMod(room.startMillis() + HALF_HOUR / 2, HALF_HOUR);
                            return Math.abs(off - HALF_HOUR / 2) < 240_000;
                        })
                        .count();

        // 65 % of them within two sigma, and some of the rest by chance.
        assertThat((double) close / monday.size()).isCloseTo(0.71, within(0.04));
    }

    @Test
    void everybodyWhoJoinsLeaves() {
        for (RoomPlan room : monday) {
            int inside = 0;
            for (int i = 0; i < room.changes().length; i++) {
                inside += room.isJoin(i) ? 1 : -1;
                assertThat(inside).isNotNegative();
            }
            assertThat(inside).isZero();
        }
    }

    @Test
    void theSameSeedGivesTheSameDayAndAnotherSeedAnother() {
        assertThat(new Workload(Parameters.published(), 3).day(0)).hasSameSizeAs(monday);
        assertThat(new Workload(Parameters.published(), 3).day(0).get(99).changes())
                .isEqualTo(monday.get(99).changes());
        assertThat(new Workload(Parameters.published(), 4).day(0).get(99).startMillis())
                .isNotEqualTo(monday.get(99).startMillis());
    }

    @Test
    void tenThousandUsersAreTenThousandOnAverageOverTheWeek() {
        Workload workload = new Workload(Parameters.tenThousandDailyUsers(), 1);
        double people = 0;
        for (int day = 0; day < 28; day++) {
            people += workload.day(day).stream().mapToInt(r -> r.changes().length / 2).sum();
        }

        assertThat(people / 28).isCloseTo(10_000, within(700.0));
    }
}
