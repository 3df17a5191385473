package media.sluice.core.sctp;

/**
 * A channel as both sides agreed on it (RFC 8832 §5.1).
 *
 * @param streamId the stream it uses in both directions
 * @param label a name for the application; not unique
 * @param protocol subprotocol, often empty
 */
public record DataChannel(int streamId, String label, String protocol, Reliability reliability) {}
