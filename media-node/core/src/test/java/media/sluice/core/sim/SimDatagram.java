package media.sluice.core.sim;

import media.sluice.core.wire.TransportAddress;

/**
 * One datagram on its way, as taps and filters see it.
 *
 * @param sender node that sent it
 * @param receiver node it goes to
 * @param from source address on the wire (after the sender's NAT)
 * @param to destination address on the wire (before the receiver's NAT)
 * @param payload the bytes; not to be changed
 * @param atNanos when it was sent (filters) or delivered (taps)
 */
public record SimDatagram(
        SimNode sender,
        SimNode receiver,
        TransportAddress from,
        TransportAddress to,
        byte[] payload,
        long atNanos) {}
