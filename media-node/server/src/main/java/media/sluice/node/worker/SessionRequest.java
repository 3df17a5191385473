package media.sluice.node.worker;

import org.jspecify.annotations.Nullable;

/**
 * A session to be opened.
 *
 * @param roomId the room, open on the worker
 * @param sessionId unique on the node
 * @param peer what is known of the peer; null when it comes later
 * @param data its data channels
 */
public record SessionRequest(
        String roomId, String sessionId, @Nullable PeerParameters peer, SessionData data) {}
