package media.sluice.node.relay;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import media.sluice.core.wire.TransportAddress;

/**
 * A session that is being taken in. {@link #forget} blocks until the worker has answered; the
 * others do not, and are done in the order of the calls.
 */
public interface ArrivingSession {

    /** What the peer must be told. */
    List<Candidate> candidates();

    /**
     * Takes in everything of the session, which seals and sends nothing yet. {@code onReady} is
     * called on the worker, so that no other thread has to be woken while no media flows; it must
     * not block.
     *
     * @return ends with a {@link media.sluice.node.fault.RequestException} when the capsule cannot
     *     be used
     */
    CompletableFuture<?> prepare(byte[] finalCapsule, Runnable onReady);

    /**
     * Goes on from the exact counters; datagrams that came meanwhile are handled. {@code onLive} is
     * called on the worker as soon as nothing can fail any more; it must not block.
     *
     * @return ends with a {@link media.sluice.node.fault.RequestException}, and without {@code
     *     onLive}, when nothing was sealed and nothing will be
     */
    CompletableFuture<?> activate(Runnable onLive);

    /**
     * A datagram the source received {@code ageNanos} ago; handled in the order of these calls,
     * kept until the session is active.
     */
    void datagram(byte[] payload, long ageNanos, TransportAddress remote);

    /** The source keeps the session: forgets it here. */
    void forget();
}
