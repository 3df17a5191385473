package media.sluice.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * Where a state machine puts the datagrams it wants sent: reserve, write in place, commit. The
 * owner of the sink decides how many fit into one batch.
 *
 * <pre>{@code
 * long at = sink.reserve(1200);
 * if (at >= 0) {
 *     int length = writeInto(sink.segment(), at, 1200);
 *     sink.commit(length, socket, remote);
 * }
 * }</pre>
 */
public interface DatagramSink {

    /**
     * Offset returned by {@link #reserve} when the batch is full: drop and count, or try in the
     * next cycle.
     */
    long FULL = -1;

    /** The segment that offsets of {@link #reserve} refer to; ask again after each reserve. */
    MemorySegment segment();

    /**
     * Offers room for one datagram.
     *
     * @param capacity most bytes that will be written
     * @return offset in {@link #segment()}, or {@link #FULL}. A second call without a commit
     *     returns the same room.
     */
    long reserve(int capacity);

    /**
     * Sends what was written into the room reserved last.
     *
     * @param length bytes written, at most the reserved capacity
     * @param socket index of the worker's UDP socket to send from
     * @param remote where to
     */
    void commit(int length, int socket, TransportAddress remote);
}
