package media.sluice.operator.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.scaling.Decision;

/**
 * What is done to a pool's nodes now.
 *
 * @param create places in the pool that get a node
 * @param empty nodes that begin to drain
 * @param takeBack nodes that drain and serve again
 */
public record PoolPlan(List<Integer> create, List<String> empty, List<String> takeBack) {

    /** Copies the lists. */
    public PoolPlan {
        create = List.copyOf(create);
        empty = List.copyOf(empty);
        takeBack = List.copyOf(takeBack);
    }

    /** Nothing is done. */
    public static PoolPlan none() {
        return new PoolPlan(List.of(), List.of(), List.of());
    }

    /**
     * What the autoscaler decided. While it does not know the load it decides nothing; the least
     * that the pool has needs no load.
     *
     * @param nameOf the name that a place's node would have
     */
    public static PoolPlan of(
            Decision decision, int minNodes, List<PoolNode> nodes, IntFunction<String> nameOf) {
        long kept = nodes.stream().filter(PoolNode::isKept).count();
        int create =
                decision.isLoadFresh()
                        ? decision.create()
                        : Math.max(0, minNodes - Math.toIntExact(kept));
        return new PoolPlan(
                freePlaces(create, nodes, nameOf), decision.cordon(), decision.uncordon());
    }

    /**
     * A number that somebody wrote. Which node goes is ours to choose: one that is not ready, one
     * of an old revision, the one with the fewest people.
     *
     * @param participantsOn people on a node
     */
    public static PoolPlan of(
            int replicas,
            String revision,
            List<PoolNode> nodes,
            ToIntFunction<String> participantsOn,
            IntFunction<String> nameOf) {
        var kept = nodes.stream().filter(PoolNode::isKept).toList();
        int missing = replicas - kept.size();
        if (missing < 0) {
            return new PoolPlan(
                    List.of(),
                    kept.stream()
                            .sorted(
                                    Comparator.comparing((PoolNode node) ->
                                                    node.phase() == NodePhase.READY)
                                            .thenComparing(node -> node.revision().equals(revision))
                                            .thenComparingInt(
                                                    node -> participantsOn.applyAsInt(node.name()))
                                            .thenComparing(
                                                    PoolNode::ordinal, Comparator.reverseOrder())
                                            .thenComparing(PoolNode::name))
                            .limit(-missing)
                            .map(PoolNode::name)
                            .toList(),
                    List.of());
        }
        var back =
                nodes.stream()
                        .filter(PoolNode::canComeBack)
                        .sorted(
                                Comparator.comparingInt((PoolNode node) ->
                                                -participantsOn.applyAsInt(node.name()))
                                        .thenComparing(PoolNode::name))
                        .limit(missing)
                        .map(PoolNode::name)
                        .toList();
        return new PoolPlan(freePlaces(missing - back.size(), nodes, nameOf), List.of(), back);
    }

    /** The lowest places without a node. One that is going still has its ports and its name. */
    private static List<Integer> freePlaces(
            int count, List<PoolNode> nodes, IntFunction<String> nameOf) {
        Set<Integer> places = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (var node : nodes) {
            places.add(node.ordinal());
            names.add(node.name());
        }
        var free = new ArrayList<Integer>();
        for (int place = 0; free.size() < count; place++) {
            if (!places.contains(place) && names.add(nameOf.apply(place))) {
                free.add(place);
            }
        }
        return free;
    }
}
