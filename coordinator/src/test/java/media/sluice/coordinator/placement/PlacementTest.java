package media.sluice.coordinator.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
    @Test
    void takesTheLeastLoadedNode() {
        var nodes = List.of(node("a", 50, 0.1), node("b", 10, 0.2), node("c", 1, 0.5));

        assertThat(Placement.choose(nodes)).isEqualTo(new Placement.Chosen("b"));
    }

    @Test
    void leavesOutNodesThatAreNotInService() {
        var nodes =
                List.of(
                        new NodeFacts("a", 100, 0, 0, Cordon.EMPTYING, Contact.HEARD, false),
                        new NodeFacts("b", 100, 0, 0, Cordon.OPEN, Contact.LOST, false),
                        new NodeFacts("c", 100, 0, 0, Cordon.OPEN, Contact.HEARD, true));

        assertThat(Placement.choose(nodes))
                .isInstanceOfSatisfying(
                        Placement.Refused.class,
                        refused -> assertThat(refused.reason()).contains("1 of 3"));
    }

    @Test
    void takesANodeWhoseHeartbeatsAreLateOnlyWhenThereIsNoOther() {
        var late = new NodeFacts("late", 100, 0, 0, Cordon.OPEN, Contact.LATE, false);

        assertThat(Placement.choose(List.of(late, node("busy", 90, 0.8))))
                .isEqualTo(new Placement.Chosen("busy"));
        assertThat(Placement.choose(List.of(late))).isEqualTo(new Placement.Chosen("late"));
    }

    @Test
    void takesABusyNodeOnlyWhenThereIsNoOther() {
        var busy = node("busy", 1, 0.95);

        assertThat(Placement.choose(List.of(busy, node("filled", 99, 0.5))))
                .isEqualTo(new Placement.Chosen("filled"));
        assertThat(Placement.choose(List.of(busy))).isEqualTo(new Placement.Chosen("busy"));
    }

    @Test
    void saysWhyNobodyMoreCanComeToARoomOnANode() {
        var lost = new NodeFacts("n", 100, 0, 0, Cordon.OPEN, Contact.LOST, false);

        assertThat(Placement.whyNoMore(node("n", 99, 0.99))).isEmpty();
        assertThat(Placement.whyNoMore(node("n", 100, 0.1)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("n", "full"));
        assertThat(Placement.whyNoMore(lost))
                .hasValueSatisfying(reason -> assertThat(reason).contains("does not answer"));
    }

    @Test
    void saysThatAllNodesAreFull() {
        assertThat(Placement.choose(List.of(node("a", 100, 0.1))))
                .isInstanceOfSatisfying(
                        Placement.Refused.class,
                        refused -> assertThat(refused.reason()).contains("full"));
    }

    @Test
    void saysThatNoNodeRegistered() {
        assertThat(Placement.choose(List.of()))
                .isInstanceOfSatisfying(
                        Placement.Refused.class,
                        refused -> assertThat(refused.reason()).contains("registered"));
    }

    private static NodeFacts node(String id, long sessions, double load) {
        return new NodeFacts(id, 100, sessions, load, Cordon.OPEN, Contact.HEARD, false);
    }
}
