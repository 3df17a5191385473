package media.sluice.coordinator.usecase;

import media.sluice.coordinator.port.ErrorCode;

/** What became of the wish to move a participant. */
public sealed interface MoveOutcome {
    /**
     * It is there.
     *
     * @param how what its client did for it
     * @param fromNodeId where it was
     * @param toNodeId where it is
     * @param switchMicros from freeze to first packet, of the slowest of its sessions, microseconds
     * @param tunnelledDatagrams of the client, that reached the old node after the freeze
     */
    record Moved(
            How how, String fromNodeId, String toNodeId, long switchMicros, int tunnelledDatagrams)
            implements MoveOutcome {}

    /** What a client did to get to another node. */
    enum How {
        /** It tried the candidates it was told, or answered the node's check: no event, no gap. */
        FOLLOWED,
        /**
         * It was asked to resume and restarted ICE: no handshake, but its application hears of it.
         */
        RESUMED
    }

    /**
     * It stays where it was, and nothing is lost. Of a client with two connections one may have
     * moved; the reason says so.
     *
     * @param code what kind of reason
     * @param reason a sentence that says why, and what to do next
     */
    record Stayed(ErrorCode code, String reason) implements MoveOutcome {}
}
