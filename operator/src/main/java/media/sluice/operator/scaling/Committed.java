package media.sluice.operator.scaling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is promised to each node. A silent node counts as full.
 *
 * @param units of all nodes together
 * @param unitsByNode of nodes that are seen
 * @param relievingNodes what the pool needs at least when the nodes that carry it are overloaded
 *     now
 */
record Committed(
        double units,
        Map<String, Double> unitsByNode,
        double largestLegUnits,
        int relievingNodes,
        int reportingNodes,
        int silentNodes) {

    static Committed of(Observation seen) {
        Map<String, Double> byNode = new HashMap<>();
        double largest = 0;
        for (Leg leg : seen.legs()) {
            byNode.merge(leg.node(), leg.committedUnits(), Double::sum);
            largest = Math.max(largest, leg.committedUnits());
        }
        double full = seen.supply().usableUnits();
        int silent = 0;
        int reporting = 0;
        double carried = 0;
        int carrying = 0;
        for (Node node : seen.nodes()) {
            byNode.putIfAbsent(node.name(), 0.0);
            if (node.phase() == Node.Phase.STARTING) {
                continue;
            }
            if (node.isSilent()) {
                silent++;
                byNode.merge(node.name(), full, Math::max);
            } else {
                reporting++;
            }
            if (node.phase() != Node.Phase.LEAVING) {
                carrying++;
                carried += node.isSilent() ? full : node.loadUnits();
            }
        }
        double units = 0;
        for (Node node : seen.nodes()) {
            units += byNode.getOrDefault(node.name(), 0.0);
        }
        double relief = full * seen.policy().overloadPercent() / 100.0;
        int relieving = carried > carrying * relief ? (int) Math.ceil(carried / relief) + 1 : 0;
        return new Committed(units, byNode, Math.min(largest, full), relieving, reporting, silent);
    }

    /** More than half of the nodes say nothing: what would be decided would be a guess. */
    boolean isMostlySilent() {
        return silentNodes > reportingNodes;
    }

    double on(Node node) {
        return unitsByNode.getOrDefault(node.name(), 0.0);
    }

    double on(List<Node> nodes) {
        double units = 0;
        for (Node node : nodes) {
            units += on(node);
        }
        return units;
    }
}
