package media.sluice.node.relay;

import java.util.List;
import media.sluice.core.wire.TransportAddress;

/**
 * A session that is being taken in. Calls block until the worker has answered, except {@link
 * #datagram}.
 */
public interface ArrivingSession {

    /** What the peer must be told. */
    List<Candidate> candidates();

    /**
     * Goes on from the exact counters; datagrams that came meanwhile are handled.
     *
     * @return nanoseconds from receiving the capsule to the first packet sent
     */
    long activate(byte[] finalCapsule);

    /** A datagram the source received {@code ageNanos} ago; handled in the order of these calls. */
    void datagram(byte[] payload, long ageNanos, TransportAddress remote);

    /** The source keeps the session: forgets it here. */
    void forget();
}
