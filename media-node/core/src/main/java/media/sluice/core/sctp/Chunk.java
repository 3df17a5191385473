package media.sluice.core.sctp;

import java.util.List;

/** One chunk of a packet (RFC 9260 §3.3), parsed. Sequence numbers are as on the wire. */
sealed interface Chunk {

    /**
     * User data, whole or a fragment.
     *
     * @param payloadProtocol PPID, RFC 8831 §8
     * @param isImmediate the sender asks for a SACK without delay (RFC 9260 §3.3.1, I bit)
     */
    record Data(
            int tsn,
            int streamId,
            int ssn,
            int payloadProtocol,
            boolean isUnordered,
            boolean isFirst,
            boolean isLast,
            boolean isImmediate,
            byte[] payload)
            implements Chunk {}

    /** The first chunk of an association. */
    record Init(InitParameters parameters) implements Chunk {}

    /** Its answer. */
    record InitAck(InitParameters parameters, byte[] cookie) implements Chunk {}

    /**
     * What has arrived.
     *
     * @param gaps first and last offset of each block, from the cumulative TSN, in turn
     * @param duplicates number of TSNs reported as received twice
     */
    record Sack(int cumulativeTsn, long windowBytes, int[] gaps, int duplicates) implements Chunk {}

    /** A question whether the path works. */
    record Heartbeat(byte[] info) implements Chunk {}

    /** Its answer, with the info of the question. */
    record HeartbeatAck(byte[] info) implements Chunk {}

    /**
     * The end at once.
     *
     * @param isTagReflected the packet carries the receiver's own view of the peer's tag (T bit)
     * @param cause code of the first cause, 0 for none
     */
    record Abort(boolean isTagReflected, int cause) implements Chunk {}

    /** The polite end: its sender has nothing more to say. */
    record Shutdown(int cumulativeTsn) implements Chunk {}

    /** The answer to {@link Shutdown}. */
    record ShutdownAck() implements Chunk {}

    /** The last chunk of an association. */
    record ShutdownComplete(boolean isTagReflected) implements Chunk {}

    /**
     * Something that the peer did not like.
     *
     * @param cause code of the first cause
     */
    record OperationError(int cause) implements Chunk {}

    /** The state cookie comes back. */
    record CookieEcho(byte[] cookie) implements Chunk {}

    /** The association is up. */
    record CookieAck() implements Chunk {}

    /**
     * The sender gives up everything up to a TSN (RFC 3758 §3.2).
     *
     * @param skips stream and last SSN given up there, in turn
     */
    record ForwardTsn(int cumulativeTsn, int[] skips) implements Chunk {}

    /** Requests and responses about streams (RFC 6525 §3.1). */
    record Reconfig(List<ReconfigParameter> parameters) implements Chunk {}

    /** A type that we do not know; its high bits say what to do (RFC 9260 §3.2). */
    record Unknown(int type, byte[] chunk) implements Chunk {

        boolean isPacketSkipped() {
            return (type & 0x80) == 0;
        }

        boolean isReported() {
            return (type & 0x40) != 0;
        }
    }
}
