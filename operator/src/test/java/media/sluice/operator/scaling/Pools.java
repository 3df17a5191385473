package media.sluice.operator.scaling;

import java.util.ArrayList;
import java.util.List;

/** Pools for tests: nodes of 1,000 units, watched for a whole window already. */
final class Pools {

    static final double FULL = 1_000;
    static final long NOW = 10L * 86_400_000;

    final List<Node> nodes = new ArrayList<>();
    final List<Leg> legs = new ArrayList<>();
    Policy policy = Policy.defaults().between(1, 20).keepingCrashHeadroom(false);
    Demand demand = Demand.none();
    Supply supply = new Supply(FULL, 1, Integer.MAX_VALUE, new ProvisionTimes(List.of(60)));
    Memory memory = Memory.none(NOW - 86_400_000);
    long nowMillis = NOW;
    long loadAgeMillis;
    boolean isUpgrading;

    /** A ready node with so many rooms of so many units. */
    Pools ready(String name, int rooms, double units) {
        return node(name, Node.Phase.READY, rooms, units);
    }

    Pools node(String name, Node.Phase phase, int rooms, double units) {
        nodes.add(node(name, phase, rooms * units, false));
        for (int i = 0; i < rooms; i++) {
            legs.add(new Leg(name, units, units, 5, 0));
        }
        return this;
    }

    Pools silent(String name) {
        nodes.add(node(name, Node.Phase.READY, 0, true));
        return this;
    }

    private static Node node(String name, Node.Phase phase, double load, boolean isSilent) {
        String zone = "zone-" + Math.floorMod(name.hashCode(), 3);
        return new Node(name, zone, "host-" + name, phase, load, isSilent, false);
    }

    Observation seen() {
        return new Observation(
                nowMillis, policy, nodes, legs, demand, supply, loadAgeMillis, isUpgrading, memory);
    }

    Decision decide() {
        return Autoscaler.decide(seen());
    }

    /**
     * Does what was decided; created nodes are starting. Rooms of cordoned nodes stay where they
     * are.
     */
    void apply(Decision decision) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (decision.cordon().contains(node.name())) {
                nodes.set(i, phased(node, Node.Phase.CORDONED));
            } else if (decision.uncordon().contains(node.name())) {
                nodes.set(i, phased(node, Node.Phase.READY));
            }
        }
        for (int i = 0; i < decision.create(); i++) {
            nodes.add(node("new-" + nodes.size(), Node.Phase.STARTING, 0, false));
        }
        memory = decision.memory();
    }

    /**
     * Starting nodes are ready, and what drained is gone, its rooms spread over the rest by best
     * fit.
     */
    void settle() {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).phase() == Node.Phase.STARTING) {
                nodes.set(i, phased(nodes.get(i), Node.Phase.READY));
            }
        }
        for (Node node : List.copyOf(nodes)) {
            if (node.phase() == Node.Phase.CORDONED) {
                nodes.remove(node);
                moveRoomsOf(node.name());
            }
        }
    }

    private void moveRoomsOf(String gone) {
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            if (leg.node().equals(gone)) {
                String to = leastCommitted();
                legs.set(
                        i,
                        new Leg(
                                to,
                                leg.nowUnits(),
                                leg.expectedPeakUnits(),
                                leg.participants(),
                                leg.peers()));
            }
        }
    }

    private String leastCommitted() {
        return nodes.stream()
                .min((a, b) -> Double.compare(committed(a.name()), committed(b.name())))
                .orElseThrow()
                .name();
    }

    double committed(String node) {
        return legs.stream()
                .filter(leg -> leg.node().equals(node))
                .mapToDouble(Leg::committedUnits)
                .sum();
    }

    private static Node phased(Node node, Node.Phase phase) {
        return new Node(
                node.name(),
                node.zone(),
                node.host(),
                phase,
                node.loadUnits(),
                node.isSilent(),
                node.isOldRevision());
    }
}
