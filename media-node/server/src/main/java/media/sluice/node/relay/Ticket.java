package media.sluice.node.relay;

/**
 * A place kept for a session that will come.
 *
 * @param roomId the room, open on this node
 * @param sessionId the session
 */
public record Ticket(String roomId, String sessionId) {}
