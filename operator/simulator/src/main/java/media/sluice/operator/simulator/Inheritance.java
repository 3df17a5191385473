package media.sluice.operator.simulator;

import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is backup of what: each leg has one backup, in another zone where possible; the legs of a
 * node have different ones. Knows what each node would inherit from each other.
 */
final class Inheritance {

    private final boolean isKept;

    /** Of a node: from whom, how many streams. */
    private final IdentityHashMap<MediaNode, IdentityHashMap<MediaNode, Double>> from =
            new IdentityHashMap<>();

    Inheritance(boolean isKept) {
        this.isKept = isKept;
    }

    /** The most that a node would inherit from any one other. */
    double most(MediaNode node) {
        IdentityHashMap<MediaNode, Double> others = from.get(node);
        double most = 0;
        if (others != null) {
            for (double streams : others.values()) {
                most = Math.max(most, streams);
            }
        }
        return most;
    }

    /** Before a leg changes. */
    void forget(Leg leg) {
        if (isKept && leg.backup != null) {
            book(leg, leg.backup, -leg.committed);
        }
    }

    /** After a leg changed. */
    void remember(Leg leg, List<MediaNode> nodes) {
        if (!isKept) {
            return;
        }
        MediaNode backup = leg.backup;
        if (backup == null || backup == leg.node || !backup.isReady() || backup.isSilent) {
            backup = choose(leg, nodes);
            leg.backup = backup;
        }
        if (backup != null) {
            book(leg, backup, leg.committed);
        }
    }

    /** A node is gone: what it backed up needs another backup. */
    void gone(MediaNode node, List<MediaNode> nodes) {
        if (!isKept) {
            return;
        }
        from.remove(node);
        from.values().forEach(others -> others.remove(node));
        for (MediaNode other : nodes) {
            for (Leg leg : other.legs) {
                if (leg.backup == node) {
                    leg.backup = null;
                    remember(leg, nodes);
                }
            }
        }
    }

    private void book(Leg leg, MediaNode backup, double streams) {
        from.computeIfAbsent(backup, _ -> new IdentityHashMap<>())
                .merge(leg.node, streams, Double::sum);
    }

    /** The node that would have most left, a node of another zone first. */
    private @Nullable MediaNode choose(Leg leg, List<MediaNode> nodes) {
        MediaNode best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (MediaNode node : nodes) {
            if (node == leg.node || !node.isReady() || node.isSilent) {
                continue;
            }
            IdentityHashMap<MediaNode, Double> others = from.get(node);
            double already = others == null ? 0 : others.getOrDefault(leg.node, 0.0);
            double after = node.committed + Math.max(most(node), already + leg.committed);
            double score = after + (node.zone == leg.node.zone ? 1e6 : 0);
            if (score < bestScore) {
                bestScore = score;
                best = node;
            }
        }
        return best;
    }
}
