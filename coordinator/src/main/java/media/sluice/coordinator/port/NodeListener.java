package media.sluice.coordinator.port;

import java.util.List;

/** Hears of media nodes. Called on the node adapter's threads; must not block. */
public interface NodeListener {
    /** Something happened in a room of a node. */
    void onEvent(String nodeId, String roomId, NodeEvent event);

    /**
     * A node, whose events we begin to follow, says which rooms it has: nobody may own some of
     * them.
     */
    void onRoomsListed(String nodeId, List<ListedRoom> listed);

    /** A node is gone with everything on it. */
    void onNodeLost(String nodeId);
}
