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
                        new NodeFacts("a", 100, 0, 0, true, false, false),
                        new NodeFacts("b", 100, 0, 0, false, true, false),
                        new NodeFacts("c", 100, 0, 0, false, false, true));

        assertThat(Placement.choose(nodes))
                .isInstanceOfSatisfying(
                        Placement.Refused.class,
                        refused -> assertThat(refused.reason()).contains("1 of 3"));
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
        return new NodeFacts(id, 100, sessions, load, false, false, false);
    }
}
