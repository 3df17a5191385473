package media.sluice.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.pool.PoolNode.Wish;
import org.junit.jupiter.api.Test;

final class PoolPlanTest {
    private static final Map<String, Integer> PEOPLE = Map.of("p-0", 5, "p-1", 0, "p-2", 2);

    @Test
    void fillsTheLowestFreePlaces() {
        var plan = written(4, List.of(node(1, Wish.SERVE), node(2, Wish.SERVE)));

        assertThat(plan.create()).containsExactly(0, 3);
        assertThat(plan.empty()).isEmpty();
    }

    @Test
    void aNodeThatIsGoingKeepsItsPlaceUntilItIsGone() {
        var going = with(node(0, Wish.SERVE), NodePhase.READY, true);

        assertThat(written(1, List.of(going)).create()).containsExactly(1);
    }

    @Test
    void passesOverAPlaceWhoseNameAnotherNodeHas() {
        var plan =
                PoolPlan.of(
                        2,
                        "new",
                        List.of(node(7, Wish.SERVE)),
                        PoolPlanTest::people,
                        place -> place == 0 ? "p-7" : "p-" + place);

        assertThat(plan.create()).containsExactly(1);
    }

    @Test
    void emptiesTheNodesWithTheFewestPeople() {
        var nodes = IntStream.range(0, 3).mapToObj(i -> node(i, Wish.SERVE)).toList();

        assertThat(written(2, nodes).empty()).containsExactly("p-1");
        assertThat(written(1, nodes).empty()).containsExactly("p-1", "p-2");
        assertThat(written(0, nodes).empty()).containsExactly("p-1", "p-2", "p-0");
    }

    @Test
    void emptiesFirstWhatIsNotReadyThenWhatIsOld() {
        var starting = with(node(0, Wish.SERVE), NodePhase.STARTING, false);
        var old = new PoolNode("p-2", 2, "old", NodePhase.READY, Wish.SERVE, false, "", "", 0, 0);
        var nodes = List.of(node(1, Wish.SERVE), old, starting);

        assertThat(written(1, nodes).empty()).containsExactly("p-0", "p-2");
    }

    @Test
    void takesBackWhatDrainsBeforeItCreates() {
        var plan =
                written(
                        3,
                        List.of(node(0, Wish.SHRINK), node(1, Wish.SHRINK), node(2, Wish.LEAVE)));

        assertThat(plan.takeBack()).containsExactly("p-0", "p-1");
        assertThat(plan.create()).containsExactly(3);
    }

    @Test
    void aNodeThatItsUserClosedIsStillThere() {
        assertThat(written(1, List.of(node(0, Wish.CLOSE)))).isEqualTo(PoolPlan.none());
    }

    @Test
    void aLostNodeIsReplaced() {
        var lost = with(node(0, Wish.SERVE), NodePhase.LOST, false);

        assertThat(written(1, List.of(lost)).create()).containsExactly(1);
    }

    private static PoolPlan written(int replicas, List<PoolNode> nodes) {
        return PoolPlan.of(replicas, "new", nodes, PoolPlanTest::people, place -> "p-" + place);
    }

    private static int people(String name) {
        return PEOPLE.getOrDefault(name, 0);
    }

    private static PoolNode node(int place, Wish wish) {
        return new PoolNode("p-" + place, place, "new", NodePhase.READY, wish, false, "", "", 0, 0);
    }

    private static PoolNode with(PoolNode node, NodePhase phase, boolean isGoing) {
        return new PoolNode(
                node.name(), node.ordinal(), "new", phase, node.wish(), isGoing, "", "", 0, 0);
    }
}
