package media.sluice.core.sctp;

/** A request about streams, or the answer to one (RFC 6525 §4). */
sealed interface ReconfigParameter {

    /**
     * The sender begins to count anew on some of its streams.
     *
     * @param lastTsn what was sent on them before ends here
     * @param streams none means all
     */
    record OutgoingReset(int requestSequence, int responseSequence, int lastTsn, int[] streams)
            implements ReconfigParameter {}

    /** The sender will use more streams. */
    record AddOutgoing(int requestSequence, int count) implements ReconfigParameter {}

    /** Another request: the receiver should reset or add streams, or start all anew. */
    record OtherRequest(int requestSequence) implements ReconfigParameter {}

    /** The answer to a request; {@link Result} has the codes. */
    record Response(int responseSequence, int result) implements ReconfigParameter {}

    /** Result codes (RFC 6525 §4.4). */
    final class Result {
        static final int NOTHING_TO_DO = 0;
        static final int PERFORMED = 1;
        static final int DENIED = 2;
        static final int BAD_SEQUENCE = 5;
        static final int IN_PROGRESS = 6;

        private Result() {}
    }
}
