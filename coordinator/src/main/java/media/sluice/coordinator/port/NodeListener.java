package media.sluice.coordinator.port;

/** Hears of media nodes. Called on the node adapter's threads; must not block. */
public interface NodeListener {
    /** Something happened in a room of a node. */
    void onEvent(String nodeId, String roomId, NodeEvent event);

    /** A node is gone with everything on it. */
    void onNodeLost(String nodeId);
}
