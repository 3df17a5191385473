package media.sluice.coordinator.port;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.placement.NodeFacts;

/** The media nodes that are there. Safe for use by many threads. */
public interface NodeDirectory {
    /** All nodes as placement sees them. */
    List<NodeFacts> facts();

    /**
     * Waits until a node has registered for the first time since the start; false when none has by
     * then.
     */
    boolean awaitFirst(long millis) throws InterruptedException;

    /**
     * Takes a node out of placement or puts it back. Answers the number of the last change of its
     * cordon; empty when the node is not known.
     */
    OptionalLong cordon(String nodeId, Cordon cordon);

    /** All nodes with what they say of themselves. */
    List<NodeReport> reports();

    /** The way to a node; empty when it is gone. */
    Optional<MediaNode> node(String nodeId);
}
