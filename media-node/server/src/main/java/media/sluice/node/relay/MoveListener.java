package media.sluice.node.relay;

import java.util.List;

/** Hears how a move goes on; exactly one of {@link #onCompleted} and {@link #onFailed} ends it. */
public interface MoveListener {

    /** The target can answer the peer: trickle these candidates. */
    void onOffered(List<Candidate> candidates);

    /**
     * The peer is at the target.
     *
     * @param switchMicros from the source's freeze to the target's first packet
     * @param tunnelled late datagrams sent on so far
     */
    void onCompleted(long switchMicros, int tunnelled);

    /** The peer still sends here, and one more datagram was sent on. */
    default void onTunnelled() {}

    /** The session stays, or is gone when the reason says so. */
    void onFailed(Failure reason, String message);

    /** Why a move failed. */
    enum Failure {
        TARGET_UNREACHABLE,
        REFUSED,
        PEER_SILENT,
        SESSION_CLOSED,
        /** No trunk to the target, or a producer that cannot be relayed to it. */
        NO_RELAY,
        /** The target was lost after it was told to go. */
        OUTCOME_UNKNOWN
    }
}
