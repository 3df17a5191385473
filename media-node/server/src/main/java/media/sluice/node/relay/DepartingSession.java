package media.sluice.node.relay;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a hand-over asks of the session at its source. Calls block until the worker has answered.
 */
public interface DepartingSession {

    String sessionId();

    String roomId();

    /** Whether it has to do with others of its room, so that a trunk to the target is needed. */
    boolean needsTrunk();

    /** The capsule that begins the move; the session goes on. */
    byte[] offer(@Nullable TrunkEnd trunk);

    /**
     * Stops the session and hands its capsule with exact counters to {@code onFrozen}, on the
     * worker, so that no other thread has to be woken while no media flows. From then on its
     * datagrams go to {@code late}, also on the worker, which answers false when it can take no
     * more. Neither may block.
     */
    void freeze(Predicate<LateDatagram> late, Consumer<byte[]> onFrozen);

    /**
     * The move failed and the target has sealed nothing and will not: the session goes on as if
     * nothing had been. What was given to {@code late} is handled here, in its order.
     */
    void thaw();

    /**
     * The session lives at the target now: takes it out of its room, so that it may come back; its
     * tunnel stays.
     */
    void release();

    /** Closes the tunnel and forgets the session, without an end for the peer. */
    void depart();
}
