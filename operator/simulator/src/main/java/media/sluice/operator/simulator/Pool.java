package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;
import media.sluice.operator.scaling.ProvisionTimes;

/** Nodes of one kind, and what is counted of them. */
final class Pool {

    final String name;

    /** Pools are filled in this order. */
    final int order;

    final List<MediaNode> nodes = new ArrayList<>();

    /** Nodes that the cloud grants at most. */
    int quota = Integer.MAX_VALUE;

    /** How long its last nodes took to start. */
    ProvisionTimes provision = ProvisionTimes.unknown();

    /** What a pool before it could not hold. */
    double spilled;

    private int serial;

    Pool(String name, int order) {
        this.name = name;
        this.order = order;
    }

    String nextName() {
        return name + "-" + serial++;
    }

    int count(MediaNode.Phase phase) {
        int count = 0;
        for (MediaNode node : nodes) {
            if (node.phase == phase) {
                count++;
            }
        }
        return count;
    }
}
