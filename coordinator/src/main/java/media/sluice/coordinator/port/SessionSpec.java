package media.sluice.coordinator.port;

import org.jspecify.annotations.Nullable;

/**
 * A session to open on a node.
 *
 * @param roomId the room's sid
 * @param sessionId unique on the node
 * @param peer the client's end, null when it is not known yet
 * @param data what it sends and receives on data channels from its first moment
 */
public record SessionSpec(
        String roomId, String sessionId, @Nullable PeerTransport peer, DataPlane.Channels data) {}
