package media.sluice.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import media.sluice.operator.api.v1alpha1.Capacity;
import media.sluice.operator.api.v1alpha1.MediaNodePoolStatus;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.api.v1alpha1.Recommendation;
import media.sluice.operator.api.v1alpha1.Scaling;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.load.Cordon;
import media.sluice.operator.load.NodeLoad;
import media.sluice.operator.load.RoomLoad;
import media.sluice.operator.pool.PoolNode.Wish;
import media.sluice.operator.scaling.Autoscaler;
import media.sluice.operator.scaling.Demand;
import media.sluice.operator.scaling.Node;
import media.sluice.operator.scaling.Observation;
import media.sluice.operator.scaling.Policy;
import media.sluice.operator.scaling.Reason;
import org.junit.jupiter.api.Test;

final class PoolViewTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final Policy POLICY = Policy.defaults().between(0, 20);
    private static final Capacity GIGABIT = new Capacity(1_000_000_000L, null, null, true);

    @Test
    void aNodeThatIsBusierThanItsBitsSayCountsAsFull() {
        var load = load(List.of(node("n0", 0.9, 100_000_000), node("n1", 0.1, 500_000_000)), 0);

        var seen = observe(load, List.of(ready("n0", 0), ready("n1", 1)), 0).nodes();

        assertThat(seen.get(0).loadUnits()).isCloseTo(900, within(1.0));
        assertThat(seen.get(1).loadUnits()).isCloseTo(500, within(1.0));
    }

    @Test
    void aRoomsLegHasItsPartOfTheNodesTracks() {
        var load =
                load(
                        List.of(node("n0", 0.4, 400_000_000)),
                        0,
                        room("a", 30, "n0", 3, 30),
                        room("b", 30, "n0", 1, 10));

        var legs = observe(load, List.of(ready("n0", 0)), 0).legs();

        assertThat(legs).hasSize(2);
        assertThat(legs.get(0).nowUnits()).isCloseTo(300, within(1.0));
        assertThat(legs.get(1).nowUnits()).isCloseTo(100, within(1.0));
    }

    @Test
    void aYoungRoomIsExpectedToGrowToWhatItsLikesWere() {
        var history = new RoomHistory();
        for (int day = 0; day < 8; day++) {
            history.see(List.of(room("d" + day, 0, "n0", 40, 40)));
            history.see(List.of());
        }
        var young = room("r", 0, "n0", 10, 10);
        var old = room("r", 10, "n0", 10, 10);

        assertThat(history.expected(young, NOW)).isEqualTo(40);
        assertThat(history.expected(old, NOW)).isEqualTo(10);
        var small = new RoomLoad("r", "daily", NOW, 12, young.legs());
        assertThat(history.expected(small, NOW)).isEqualTo(12);
    }

    @Test
    void aReadyNodeThatIsNotHeardIsSilent() {
        var quiet = new NodeLoad("n1", "b", "", 0, 0, 0.5, 1, 0, 0, Cordon.OPEN, 0, true, 11_000);
        var load = load(List.of(node("n0", 0.5, 0), quiet), 0);
        var nodes = List.of(ready("n0", 0), ready("n1", 1), ready("n2", 2));

        assertThat(observe(load, nodes, 0).nodes().stream().map(Node::isSilent))
                .containsExactly(false, true, true);
    }

    @Test
    void wishesDecideWhatCanBeCountedOn() {
        var load = load(List.of(), 0);
        var nodes =
                List.of(
                        of("n0", 0, NodePhase.STARTING, Wish.SERVE),
                        of("n1", 1, NodePhase.READY, Wish.SERVE),
                        of("n2", 2, NodePhase.MIGRATING, Wish.SHRINK),
                        of("n3", 3, NodePhase.MIGRATING, Wish.LEAVE),
                        of("n4", 4, NodePhase.CORDONED, Wish.CLOSE));

        assertThat(observe(load, nodes, 0).nodes().stream().map(Node::phase))
                .containsExactly(
                        Node.Phase.STARTING,
                        Node.Phase.READY,
                        Node.Phase.CORDONED,
                        Node.Phase.LEAVING,
                        Node.Phase.LEAVING);
    }

    @Test
    void somebodyWhoWaitsWakesAPoolAtZero() {
        var asleep = Autoscaler.decide(observe(load(List.of(), 0), List.of(), 0));
        assertThat(asleep.create()).isZero();

        var woken = Autoscaler.decide(observe(load(List.of(), 1), List.of(), 1));
        assertThat(woken.create()).isPositive();
        assertThat(woken.reason()).isEqualTo(Reason.GROWS_FOR_WAITING_ROOMS);
    }

    @Test
    void nothingIsKnownWithoutACoordinatorButTheLeastIsThere() {
        var unknown = observe(ClusterLoad.UNKNOWN, List.of(), 0);
        var decision = Autoscaler.decide(unknown);

        assertThat(decision.isLoadFresh()).isFalse();
        var plan = PoolPlan.of(decision, 2, List.of(), place -> "p-" + place);
        assertThat(plan.create()).containsExactly(0, 1);
        assertThat(plan.empty()).isEmpty();
    }

    @Test
    void anOperatorThatBeginsRemembersWhatTheStatusSays() {
        var scaling =
                new Scaling(
                        3,
                        List.of(new Recommendation("2027-01-15T07:50:00Z", 7)),
                        null,
                        "2027-01-15T08:20:00Z");
        var status =
                new MediaNodePoolStatus(1L, 3, 3, 0, 0, 3, 5, "", "r", null, scaling, List.of());

        var memory = PoolMemory.of(status, POLICY, List.of(ready("n0", 0)), 1000, NOW).scaling();

        assertThat(memory.needs().highest()).isEqualTo(7);
        assertThat(memory.desiredNodes()).isEqualTo(5);
        long window = POLICY.down().stabilizationMillis();
        assertThat(memory.sinceMillis())
                .isEqualTo(Instant.parse("2027-01-15T08:20:00Z").toEpochMilli() - window);
    }

    private static Observation observe(ClusterLoad load, List<PoolNode> nodes, int waiting) {
        var view = new PoolView(nodes, load, GIGABIT, "new");
        var memory = PoolMemory.of(null, POLICY, nodes, 1000, NOW - 3_600_000);
        var demand = new Demand(waiting == 0 ? 0 : view.waitingUnits(), 0, List.of(), List.of());
        return view.observe(NOW, POLICY, memory, demand, new RoomHistory());
    }

    private static ClusterLoad load(List<NodeLoad> nodes, int waiting, RoomLoad... rooms) {
        return new ClusterLoad("c", nodes, List.of(rooms), waiting, 500);
    }

    private static NodeLoad node(String name, double busy, long egressBps) {
        return new NodeLoad(
                name, "b", "", 1_000_000_000, 0, busy, 5, egressBps, 0, Cordon.OPEN, 0, false, 100);
    }

    private static RoomLoad room(
            String id, int ageMinutes, String node, int participants, int tracks) {
        return new RoomLoad(
                id,
                "daily",
                NOW - ageMinutes * 60_000L,
                0,
                List.of(new RoomLoad.Leg(node, participants, tracks)));
    }

    private static PoolNode ready(String name, int place) {
        return of(name, place, NodePhase.READY, Wish.SERVE);
    }

    private static PoolNode of(String name, int place, NodePhase phase, Wish wish) {
        return new PoolNode(name, place, "new", phase, wish, false, "z", "h" + place, 0, 0);
    }
}
