package media.sluice.operator.drain;

import static org.assertj.core.api.Assertions.assertThat;

import media.sluice.operator.api.v1alpha1.Drain;
import media.sluice.operator.api.v1alpha1.Migration;
import media.sluice.operator.api.v1alpha1.NodeDrain;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.load.Cordon;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DrainingTest {
    private static final long BEGAN = 1_000_000;
    private static final long MINUTE = 60_000;

    @Test
    void closesBeforeItMoves() {
        assertThat(look(usual(Migration.ENABLED), 4_999, false))
                .isEqualTo(step(NodePhase.DRAINING, Cordon.CLOSED, false));
        assertThat(look(usual(Migration.ENABLED), 5_000, false))
                .isEqualTo(step(NodePhase.MIGRATING, Cordon.EMPTYING, false));
    }

    @Test
    void letsPeopleLeaveByThemselvesAsLongAsItWasTold() {
        var patient = new Drain("5s", "2m", "10m", 4, Migration.ENABLED);

        assertThat(look(patient, MINUTE, false).cordon()).isEqualTo(Cordon.CLOSED);
        assertThat(look(patient, 2 * MINUTE, false).cordon()).isEqualTo(Cordon.EMPTYING);
    }

    @Test
    void movesAsALastResortOrNever() {
        assertThat(look(usual(Migration.LAST_RESORT), 7 * MINUTE, false).cordon())
                .isEqualTo(Cordon.CLOSED);
        assertThat(look(usual(Migration.LAST_RESORT), 8 * MINUTE, false).cordon())
                .isEqualTo(Cordon.EMPTYING);
        assertThat(look(usual(Migration.DISABLED), 9 * MINUTE, false))
                .isEqualTo(step(NodePhase.DRAINING, Cordon.CLOSED, false));
    }

    @Test
    void goesWhenItWasEmptyTwice() {
        var once = look(usual(Migration.ENABLED), MINUTE, true);
        assertThat(once).isEqualTo(step(NodePhase.EMPTY, Cordon.EMPTYING, false));

        var twice = new Draining.Seen(BEGAN + MINUTE, BEGAN, NodePhase.EMPTY, true);
        assertThat(Draining.of(usual(Migration.ENABLED), null, twice))
                .isEqualTo(step(NodePhase.DELETING, Cordon.EMPTYING, true));

        var not = new Draining.Seen(BEGAN + MINUTE, BEGAN, NodePhase.EMPTY, false);
        assertThat(Draining.of(usual(Migration.ENABLED), null, not).goes()).isFalse();
    }

    @Test
    void goesAtTheDeadlineWhoeverIsThere() {
        assertThat(look(usual(Migration.ENABLED), 10 * MINUTE - 1, false).goes()).isFalse();
        assertThat(look(usual(Migration.ENABLED), 10 * MINUTE, false).goes()).isTrue();
        assertThat(look(null, 30 * MINUTE, false).goes()).isTrue();
    }

    @Test
    void theUsersDeadlineAndForceCountMore() {
        var now = new Draining.Seen(BEGAN + MINUTE, BEGAN, NodePhase.DRAINING, false);

        assertThat(Draining.of(usual(Migration.ENABLED), new NodeDrain("1m", false), now).goes())
                .isTrue();
        assertThat(Draining.of(usual(Migration.ENABLED), new NodeDrain(null, true), now).goes())
                .isTrue();
        assertThat(Draining.of(usual(Migration.ENABLED), new NodeDrain(null, false), now).goes())
                .isFalse();
    }

    private static Draining look(@Nullable Drain drain, long since, boolean isEmpty) {
        return Draining.of(
                drain, null, new Draining.Seen(BEGAN + since, BEGAN, NodePhase.MIGRATING, isEmpty));
    }

    private static Draining step(NodePhase phase, Cordon cordon, boolean goes) {
        return new Draining(phase, cordon, goes, BEGAN + 10 * MINUTE);
    }

    private static Drain usual(Migration migration) {
        return new Drain("5s", "0s", "10m", 4, migration);
    }
}
