package media.sluice.core.sctp;

import java.util.List;

/** What an association tells its owner; drained with {@link SctpAssociation#pollEvent}. */
public sealed interface SctpEvent {

    /** Messages may be sent. */
    record Connected() implements SctpEvent {}

    /**
     * The peer has begun anew; what was in flight to it is gone, and streams count from 0 (RFC 9260
     * §5.2.4, action A).
     */
    record Restarted() implements SctpEvent {}

    /**
     * A whole message.
     *
     * @param payloadProtocol PPID (RFC 8831 §8)
     * @param payload owned by the receiver of the event
     */
    record MessageReceived(int streamId, int payloadProtocol, boolean isUnordered, byte[] payload)
            implements SctpEvent {}

    /** The peer has reset these streams of its own: nothing more of what they were will come. */
    record IncomingStreamsReset(List<Integer> streamIds) implements SctpEvent {}

    /**
     * Our resets are done; the streams may be used again.
     *
     * @param isPerformed false when the peer refused, or does not know resets
     */
    record OutgoingStreamsReset(List<Integer> streamIds, boolean isPerformed)
            implements SctpEvent {}

    /** The association is over. */
    record Closed(CloseReason reason) implements SctpEvent {}

    /** Why it is over. */
    enum CloseReason {
        /** Both sides have said that they have nothing more to send. */
        SHUTDOWN,
        /** We have aborted it on demand. */
        ABORTED,
        /** The peer has aborted it. */
        PEER_ABORTED,
        /** The peer broke the protocol in a way that leaves no other answer. */
        PROTOCOL_VIOLATION
    }
}
