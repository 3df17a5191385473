package media.sluice.node.relay;

import media.sluice.core.wire.TransportAddress;

/**
 * A host candidate of a node (RFC 8445 §5.1.1).
 *
 * @param foundation 1 to 32 characters
 * @param priority 1 to 2^31-1
 * @param address where the peer sends its checks
 */
public record Candidate(String foundation, int priority, TransportAddress address) {}
