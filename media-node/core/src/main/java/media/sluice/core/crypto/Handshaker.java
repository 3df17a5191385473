package media.sluice.core.crypto;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Port: the server side of one DTLS 1.2 handshake with {@code use_srtp} (RFC 5764), driven by
 * datagrams. Called by one worker only. The work may be done on another thread; then the shell
 * wakes the worker when there is something to poll.
 *
 * <pre>
 *  IN_PROGRESS ──► DONE      result() is there
 *       └────────► FAILED    failure() is there
 * </pre>
 */
public interface Handshaker extends AutoCloseable {

    /** Where the handshake stands. */
    enum Status {
        IN_PROGRESS,
        DONE,
        FAILED
    }

    /** Why a handshake failed. */
    enum Failure {
        /** The peer did not finish in time. */
        TIMEOUT,
        /** No common DTLS version, cipher suite or key exchange. */
        NO_COMMON_PARAMETERS,
        /** The peer offered none of our SRTP profiles. */
        NO_SRTP_PROFILE,
        /** The peer broke the protocol, or a proof of it was wrong. */
        PROTOCOL,
        /** A fault on our side. */
        INTERNAL,
        /** {@link #close} was called before the end. */
        CLOSED
    }

    /** Makes the handshaker of a new session. */
    @FunctionalInterface
    interface Factory {
        Handshaker newHandshaker();
    }

    /** Takes one datagram of the peer; copies what it keeps. Ignored unless in progress. */
    void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos);

    /**
     * Copies the next datagram for the peer. It may have some left after {@link Status#DONE}.
     *
     * @return its length, or 0 when there is none
     */
    int pollDatagram(MemorySegment segment, long offset, int capacity);

    /**
     * After {@link Status#DONE}: copies the next datagram that was handed in but not used by the
     * handshake (application data that came at once behind the client's Finished), so that the
     * record layer gets it.
     *
     * @return its length, or 0 when there is none
     */
    int pollUnused(MemorySegment segment, long offset, int capacity);

    Status status();

    /** What was agreed; null before {@link Status#DONE}. */
    @Nullable HandshakeResult result();

    /** Why it failed; null unless {@link Status#FAILED}. */
    @Nullable Failure failure();

    /**
     * For handshakers that live in virtual time: when to call {@link #handleTimeout}; {@link
     * Long#MAX_VALUE} for never.
     */
    default long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** The deadline has passed. */
    default void handleTimeout(long nowNanos) {}

    /** Ends it and frees what it holds; allowed in every state. */
    @Override
    void close();
}
