package media.sluice.operator.load;

import java.util.function.Consumer;

/** The coordinators of all clusters. Any thread. */
public interface Coordinators {
    /** What was told last; never blocks. The first question about a cluster begins to listen. */
    ClusterLoad load(ClusterKey cluster);

    /**
     * Closes a node to newcomers, empties it, or opens it again; blocks for some seconds at most.
     * Answers the number of the change. When it returns, {@link #load} that is told later names
     * everybody who is on the way to the node.
     *
     * @param reason a constant phrase, for the coordinator's log
     * @throws NoAnswer when the coordinator cannot be reached or does not know the node
     */
    long cordon(ClusterKey cluster, String nodeId, Cordon cordon, String reason) throws NoAnswer;

    /** Hears of each cluster in which somebody begins to wait for a node. */
    void onWaiting(Consumer<ClusterKey> listener);
}
