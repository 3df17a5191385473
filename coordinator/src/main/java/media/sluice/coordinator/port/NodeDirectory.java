package media.sluice.coordinator.port;

import java.util.List;
import java.util.Optional;
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

    /** Takes a node out of placement or puts it back; false when it is not known. */
    boolean cordon(String nodeId, boolean isCordoned);

    /** The way to a node; empty when it is gone. */
    Optional<MediaNode> node(String nodeId);
}
