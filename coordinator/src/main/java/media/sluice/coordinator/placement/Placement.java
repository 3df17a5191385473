package media.sluice.coordinator.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses the node of a new room: the least loaded one that can take it. */
public final class Placement {
    /**
     * Above this busy share a node's latency suffers; it gets new rooms only when every other one
     * is as busy. A call on a busy node is better than none.
     */
    static final double MAX_LOAD = 0.9;

    private Placement() {}

    /** What was decided. */
    public sealed interface Decision {}

    /**
     * The room goes there.
     *
     * @param nodeId the node
     */
    public record Chosen(String nodeId) implements Decision {}

    /**
     * No node can take it.
     *
     * @param reason a sentence for the caller that says what to do next
     */
    public record Refused(String reason) implements Decision {}

    /** Decides over all known nodes. */
    public static Decision choose(Collection<NodeFacts> nodes) {
        var able = nodes.stream().filter(Placement::isInService).toList();
        if (able.isEmpty()) {
            return new Refused(whyNone(nodes));
        }
        return able.stream()
                .filter(Placement::hasRoom)
                .min(
                        Comparator.comparing(NodeFacts::contact)
                                .thenComparing(Placement::isBusy)
                                .thenComparingDouble(Placement::fill)
                                .thenComparing(NodeFacts::nodeId))
                .<Decision>map(node -> new Chosen(node.nodeId()))
                .orElseGet(() -> new Refused(whyFull(able)));
    }

    /** True when somebody more can come to a node. */
    public static boolean canTake(NodeFacts node) {
        return isInService(node) && hasRoom(node);
    }

    /** Why nobody more can come to a room that is on this node; empty when somebody can. */
    public static Optional<String> whyNoMore(NodeFacts node) {
        if (node.contact() == Contact.LOST) {
            return Optional.of(
                    "media node %s of this room does not answer: try again in a few seconds"
                            .formatted(node.nodeId()));
        }
        return node.sessions() < node.maxSessions()
                ? Optional.empty()
                : Optional.of(
                        "media node %s of this room is full: %d sessions; try again later"
                                .formatted(node.nodeId(), node.sessions()));
    }

    private static boolean isInService(NodeFacts node) {
        return !node.isCordoned() && node.contact() != Contact.LOST && !node.isDraining();
    }

    private static boolean hasRoom(NodeFacts node) {
        return node.sessions() < node.maxSessions();
    }

    private static boolean isBusy(NodeFacts node) {
        return node.load() >= MAX_LOAD;
    }

    private static double fill(NodeFacts node) {
        return Math.max(node.load(), (double) node.sessions() / node.maxSessions());
    }

    private static String whyNone(Collection<NodeFacts> nodes) {
        if (nodes.isEmpty()) {
            return "no media node has registered: start one, or wait for it";
        }
        long lost = nodes.stream().filter(node -> node.contact() == Contact.LOST).count();
        return "no media node is in service: %d of %d do not answer, the rest drain or are cordoned"
                .formatted(lost, nodes.size());
    }

    private static String whyFull(List<NodeFacts> nodes) {
        long sessions = nodes.stream().mapToLong(NodeFacts::sessions).sum();
        return "all media nodes are full: %d sessions on %d nodes; add a node or try again later"
                .formatted(sessions, nodes.size());
    }
}
