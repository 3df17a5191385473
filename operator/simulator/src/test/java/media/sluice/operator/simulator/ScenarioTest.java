package media.sluice.operator.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import media.sluice.operator.simulator.Scenario.Contestant;
import media.sluice.operator.simulator.Scenario.Outcome;
import org.junit.jupiter.api.Test;

final class ScenarioTest {

    /** A quarter of the published day, so that it takes no second. */
    private static final Parameters SMALL = Parameters.published().withRooms(1_200);

    @Test
    void aSeedIsRepeatedExactly() {
        Outcome first = run(Contestant.OURS_WITH_HEADROOM);
        Outcome second = run(Contestant.OURS_WITH_HEADROOM);

        assertThat(second.tally().nodeHours()).isEqualTo(first.tally().nodeHours());
        assertThat(second.tally().overloadPercent()).isEqualTo(first.tally().overloadPercent());
        assertThat(second.tally().decisions).isEqualTo(first.tally().decisions).isPositive();
        assertThat(second.tally().joins).isEqualTo(first.tally().joins);
    }

    @Test
    void everyContestantCarriesTheSameCalls() {
        Outcome hpa = run(Contestant.HPA_70);
        Outcome agones = run(Contestant.AGONES);

        assertThat(hpa.tally().joins).isEqualTo(agones.tally().joins).isPositive();
    }

    @Test
    void ourDecisionsAreAllExplained() {
        Outcome ours = run(Contestant.OURS);

        assertThat(ours.tally().unexplained).isZero();
        assertThat(ours.tally().joinsOnOverloaded).isZero();
        assertThat(ours.calls().dropped()).isZero();
    }

    @Test
    void someWeeksOfFaultsDropOnlyWhatCrashed() {
        Year.Outcome year = new Year(SMALL, 1, 120).run(4);

        assertThat(year.dropped()).isEqualTo("crashed_only");
        assertThat(List.of(year.zonesLost(), year.quotaLimits())).containsExactly(1, 1);
    }

    private static Outcome run(Contestant contestant) {
        return new Scenario(SMALL, new Workload(SMALL, 5), 5, 120).run(contestant, 1, 0);
    }
}
