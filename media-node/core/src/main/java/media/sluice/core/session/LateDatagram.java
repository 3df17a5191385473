package media.sluice.core.session;

import media.sluice.core.wire.TransportAddress;

/**
 * A datagram of the peer that arrived while its session was handed over: to be tunnelled to the
 * target, or kept at the target until the final capsule is there. Not copied: its owner hands it
 * on.
 *
 * @param payload the UDP payload
 * @param remote where the peer sent it from
 * @param arrivalNanos when it arrived here
 */
@SuppressWarnings("ArrayRecordComponent")
public record LateDatagram(byte[] payload, TransportAddress remote, long arrivalNanos) {}
