package media.sluice.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AutoscalerTest {

    private static final long MINUTE = 60_000;
    private final Pools pool = new Pools();

    @Test
    void plansNodesAtTheirTarget() {
        pool.ready("a", 10, 84).ready("b", 10, 84);

        Decision decision = pool.decide();

        // 1,680 of 800 a node.
        assertThat(decision.need().nodes()).isEqualTo(3);
        assertThat(decision.create()).isEqualTo(1);
        assertThat(decision.reason()).isEqualTo(Reason.GROWS_FOR_COMMITTED_LOAD);
        assertThat(decision.explanation()).contains("2 -> 3 nodes").contains("committed 1680");
    }

    @Test
    void keepsWhatIsPlannedOntoTheReserveFree() {
        Need small = pool.ready("a", 3, 100).decide().need();
        Need large = new Pools().ready("a", 80, 100).decide().need();

        assertThat(small.nodesForLoad()).isEqualTo(1);
        assertThat(small.reserveNodes()).isEqualTo(1);
        assertThat(large.nodesForLoad()).isEqualTo(10);
        assertThat(large.reserveNodes()).isZero();
    }

    @Test
    void countsARoomAsWhatItWillBecome() {
        pool.ready("a", 0, 0).ready("b", 0, 0);
        pool.legs.add(new Leg("a", 10, 900, 2, 0));

        assertThat(pool.decide().need().committedUnits()).isEqualTo(900);
    }

    @Test
    void looksAheadWhileLoadRises() {
        pool.ready("a", 4, 100).ready("b", 4, 100).ready("c", 0, 0);
        Decision before = pool.decide();
        pool.apply(before);
        for (int i = 0; i < 6; i++) {
            pool.nowMillis += 10_000;
            pool.legs.add(new Leg("c", 50, 50, 5, 0));
            pool.apply(pool.decide());
        }

        Need need = pool.decide().need();

        assertThat(need.slopeUnits()).isPositive().isLessThanOrEqualTo(0.3 * need.committedUnits());
    }

    @Test
    void expectsWhatWasThereAWeekAgo() {
        long weekAgo = Pools.NOW - 7L * 24 * 60 * MINUTE;
        Season season =
                Season.unknown()
                        .with(weekAgo - 5 * MINUTE, 500)
                        .with(weekAgo, 500)
                        .with(weekAgo + 5 * MINUTE, 4_000);
        pool.memory = remembering(season);
        pool.ready("a", 5, 100).ready("b", 0, 0);
        pool.supply = new Supply(Pools.FULL, 1, 100, new ProvisionTimes(List.of(300)));

        Decision decision = pool.decide();

        assertThat(decision.reason()).isEqualTo(Reason.GROWS_FOR_SEASON);
        assertThat(decision.need().seasonUnits()).isEqualTo(4_000);
    }

    @Test
    void believesTheSeasonOnlyWithinBounds() {
        long weekAgo = Pools.NOW - 7L * 24 * 60 * MINUTE;
        Season season = Season.unknown().with(weekAgo - 5 * MINUTE, 100).with(weekAgo, 100);
        pool.memory = remembering(season);
        pool.ready("a", 5, 100);

        assertThat(pool.decide().need().seasonUnits()).isEqualTo(125);
    }

    @Test
    void holdsReservedCapacityWhenItsTimeBegins() {
        pool.ready("a", 1, 100).ready("b", 0, 0);
        long horizon = (60 + 30) * 1_000;
        pool.demand =
                new Demand(
                        0,
                        0,
                        List.of(
                                new Demand.Reservation(
                                        "launch",
                                        Pools.NOW + horizon,
                                        Pools.NOW + 10 * horizon,
                                        3_000)),
                        List.of());

        assertThat(pool.decide().reason()).isEqualTo(Reason.GROWS_FOR_RESERVATION);
        pool.nowMillis -= 1;
        assertThat(pool.decide().create()).isZero();
    }

    @Test
    void aScheduleKeepsItsNodesAndForbidsShrinking() {
        pool.ready("a", 1, 100).ready("b", 0, 0).ready("c", 0, 0).ready("d", 0, 0);
        pool.demand =
                new Demand(
                        0,
                        0,
                        List.of(),
                        List.of(
                                new Demand.Schedule(
                                        "all-hands", Pools.NOW, Pools.NOW + MINUTE, 3, true)));

        Decision decision = pool.decide();

        assertThat(decision.need().floorNodes()).isEqualTo(3);
        assertThat(decision.reason()).isEqualTo(Reason.HELD_BY_SCHEDULE);
        assertThat(decision.cordon()).isEmpty();
    }

    @Test
    void wakesFromZeroForARoomThatWaits() {
        pool.policy = pool.policy.between(0, 20);
        assertThat(pool.decide().reason()).isEqualTo(Reason.STEADY);

        pool.demand = new Demand(50, 0, List.of(), List.of());
        Decision decision = pool.decide();

        assertThat(decision.reason()).isEqualTo(Reason.GROWS_FOR_WAITING_ROOMS);
        assertThat(decision.create()).isEqualTo(1);
    }

    @Test
    void takesTheFullestCordonedNodeBackBeforeItCreatesOne() {
        pool.ready("a", 10, 95).ready("b", 10, 95).ready("c", 10, 95);
        pool.node("d", Node.Phase.CORDONED, 1, 100).node("e", Node.Phase.CORDONED, 3, 100);

        Decision decision = pool.decide();

        // 3,250 units of 800 a node.
        assertThat(decision.uncordon()).containsExactly("e", "d");
        assertThat(decision.create()).isZero();
        assertThat(decision.reason()).isEqualTo(Reason.TAKES_BACK_CORDONED_NODES);
    }

    @Test
    void replacesANodeWhoseMachineGoes() {
        pool.ready("a", 6, 100).ready("b", 1, 100);
        pool.apply(pool.decide());
        pool.nodes.set(1, leaving("b"));

        Decision decision = pool.decide();

        assertThat(decision.create()).isEqualTo(1);
        assertThat(decision.uncordon()).isEmpty();
        assertThat(decision.reason()).isEqualTo(Reason.REPLACES_LEAVING_NODES);
    }

    @Test
    void spillsWhatTheQuotaDoesNotGive() {
        pool.ready("a", 9, 100).ready("b", 9, 100);
        pool.supply = new Supply(Pools.FULL, 1, 3, ProvisionTimes.unknown());

        Decision decision = pool.decide();

        assertThat(decision.create()).isEqualTo(1);
        assertThat(decision.isCapacityAvailable()).isFalse();
        assertThat(decision.spillUnits()).isEqualTo(800);
    }

    @Test
    void createsNoMoreThanAllowedInAMinute() {
        pool.policy = pool.policy.between(1, 100);
        pool.ready("a", 400, 100);

        Decision first = pool.decide();
        pool.apply(first);
        Decision second = pool.decide();

        assertThat(first.create()).isEqualTo(20);
        assertThat(second.create()).isZero();
        assertThat(second.reason()).isEqualTo(Reason.LIMITED_BY_RATE);
        pool.nowMillis += MINUTE;
        assertThat(pool.decide().create()).isEqualTo(20);
    }

    @Test
    void shrinksAfterAWholeWindowOnly() {
        pool.ready("a", 3, 100).ready("b", 3, 100).ready("c", 3, 100).ready("d", 0, 0);
        pool.memory = Memory.none(Pools.NOW);
        Decision first = pool.decide();
        pool.apply(first);
        pool.nowMillis += 32 * MINUTE - 1;
        Decision early = pool.decide();
        pool.nowMillis += 1;
        Decision late = pool.decide();

        assertThat(first.reason()).isEqualTo(Reason.HELD_BY_WINDOW);
        assertThat(early.reason()).isEqualTo(Reason.HELD_BY_WINDOW);
        assertThat(late.reason()).isEqualTo(Reason.SHRINKS);
        assertThat(late.cordon()).hasSize(2).contains("d");
    }

    @Test
    void neverEmptiesANodeWhoseRoomsDoNotFitElsewhere() {
        // Each room fills most of a node: none fits beside another.
        pool.ready("a", 1, 420).ready("b", 1, 420).ready("c", 1, 420).ready("d", 1, 420);
        pool.policy = narrow(30);

        Decision decision = pool.decide();

        assertThat(decision.need().nodes()).isLessThan(4);
        assertThat(decision.cordon()).isEmpty();
        assertThat(decision.reason()).isEqualTo(Reason.HELD_BY_LOAD);
        pool.policy = narrow(50);
        assertThat(pool.decide().reason()).isEqualTo(Reason.HELD_BY_ROOMS);
    }

    /** Nodes are filled to 60 %, so two rooms of 420 do not fit on one. */
    private static Policy narrow(int emptyBelow) {
        Policy usual = Policy.defaults();
        return new Policy(
                1,
                20,
                60,
                60,
                85,
                emptyBelow,
                0,
                false,
                usual.up(),
                usual.down(),
                usual.forecast());
    }

    @Test
    void usesTheReserveSoonAfterNodesWent() {
        pool.ready("a", 3, 100).ready("b", 3, 100).ready("c", 1, 100).ready("d", 0, 0);
        pool.apply(pool.decide());
        pool.settle();
        pool.nowMillis += 10 * MINUTE;
        pool.legs.add(new Leg("a", 800, 800, 5, 0));

        Decision calm = pool.decide();
        pool.nowMillis += 10 * MINUTE;
        Decision later = pool.decide();

        assertThat(calm.need().nodes()).isEqualTo(3);
        assertThat(calm.reason()).isEqualTo(Reason.USES_RESERVE);
        assertThat(later.create()).isEqualTo(1);
    }

    @Test
    void createsInSpiteOfThatWhatTheReserveDoesNotTake() {
        pool.ready("a", 3, 100).ready("b", 3, 100).ready("c", 1, 100).ready("d", 0, 0);
        pool.apply(pool.decide());
        pool.settle();
        pool.nowMillis += 10 * MINUTE;
        pool.legs.add(new Leg("a", 1_500, 1_500, 5, 0));

        assertThat(pool.decide().create()).isPositive();
    }

    @Test
    void freezesWhenLoadIsOld() {
        pool.ready("a", 9, 100).ready("b", 9, 100);
        pool.loadAgeMillis = 31_000;

        Decision decision = pool.decide();

        assertThat(decision.changesNothing()).isTrue();
        assertThat(decision.isLoadFresh()).isFalse();
        assertThat(decision.memory()).isEqualTo(pool.memory);
        assertThat(decision.reason()).isEqualTo(Reason.FROZEN_WITHOUT_LOAD_DATA);
    }

    @Test
    void freezesWhenMostNodesAreSilent() {
        pool.ready("a", 9, 100).silent("b").silent("c");

        assertThat(pool.decide().isLoadFresh()).isFalse();
    }

    @Test
    void countsASilentNodeAsFullAndEmptiesNone() {
        pool.ready("a", 1, 100).ready("b", 1, 100).ready("c", 0, 0).ready("d", 0, 0).silent("e");

        Decision decision = pool.decide();

        assertThat(decision.need().committedUnits()).isEqualTo(1_200);
        assertThat(decision.reason()).isEqualTo(Reason.HELD_BY_SILENT_NODES);
    }

    @Test
    void doesNotShrinkDuringAnUpgrade() {
        pool.ready("a", 1, 100).ready("b", 0, 0).ready("c", 0, 0);
        pool.isUpgrading = true;

        assertThat(pool.decide().reason()).isEqualTo(Reason.HELD_BY_UPGRADE);
    }

    @Test
    void relievesAPoolThatIsOverloadedWhateverWasForecast() {
        pool.policy = pool.policy.between(1, 20);
        pool.supply = new Supply(Pools.FULL, 1, 100, ProvisionTimes.unknown());
        pool.nodes.add(new Node("a", "z", "h", Node.Phase.READY, 990, false, false));
        pool.nodes.add(new Node("b", "z", "i", Node.Phase.READY, 990, false, false));
        pool.legs.add(new Leg("a", 100, 100, 2, 0));

        Decision decision = pool.decide();

        assertThat(decision.reason()).isEqualTo(Reason.GROWS_FOR_RELIEF);
        assertThat(decision.need().nodes()).isEqualTo(4);
    }

    @Test
    void keepsRoomForACrashApartFromTheRest() {
        pool.ready("a", 7, 100).ready("b", 7, 100).ready("c", 7, 100).ready("d", 7, 100);
        Need without = pool.decide().need();
        pool.policy = pool.policy.keepingCrashHeadroom(true);
        Need with = pool.decide().need();

        assertThat(without.crashNodes()).isZero();
        assertThat(with.nodesForLoad()).isEqualTo(without.nodesForLoad());
        assertThat(with.reserveNodes()).isEqualTo(without.reserveNodes());
        assertThat(with.crashNodes()).isEqualTo(1);
        assertThat(with.wantedNodes()).isEqualTo(without.wantedNodes() + 1);
    }

    private static Memory remembering(Season season) {
        Memory none = Memory.none(Pools.NOW - 24L * 60 * MINUTE);
        return new Memory(
                none.sinceMillis(),
                none.slope(),
                none.needs(),
                none.creations(),
                none.cordons(),
                0,
                season);
    }

    private static Node leaving(String name) {
        return new Node(name, "zone-0", "host-" + name, Node.Phase.LEAVING, 100, false, false);
    }
}
