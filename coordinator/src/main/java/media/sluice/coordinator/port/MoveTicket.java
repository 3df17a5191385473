package media.sluice.coordinator.port;

/**
 * A reservation at the node that a session is to move to.
 *
 * @param ticket names it; secret
 * @param relayAddress host:port at which the session's node reaches the other
 */
public record MoveTicket(String ticket, String relayAddress) {}
