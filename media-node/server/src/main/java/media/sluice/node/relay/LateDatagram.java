package media.sluice.node.relay;

import media.sluice.core.wire.TransportAddress;

/**
 * A datagram of the peer that reached the source after the freeze.
 *
 * @param payload the UDP payload; not copied, nobody changes it
 * @param receivedNanos when the source received it, on its own clock
 * @param remote where the peer sent it from
 */
public record LateDatagram(byte[] payload, long receivedNanos, TransportAddress remote) {}
