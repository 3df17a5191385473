package media.sluice.core.sim;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.TransportAddress;

/** What a simulated node runs: a state machine fed with datagrams and time, then drained. */
public interface SimPeer {

    /**
     * Takes one datagram.
     *
     * @param socket index of the receiving address in the node's list
     * @param remote where the datagram came from, as the receiver sees it (behind a NAT: its public
     *     address)
     */
    void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos);

    /** Called when {@link #nextDeadlineNanos()} has been reached. */
    void handleTimeout(long nowNanos);

    /** The next time this peer wants {@link #handleTimeout}; {@code Long.MAX_VALUE} if none. */
    long nextDeadlineNanos();

    /** Hands over everything the peer wants to send now. Called after every event. */
    void transmit(SimOutbox outbox, long nowNanos);
}
