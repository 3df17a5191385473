package media.sluice.coordinator.usecase;

import media.sluice.coordinator.port.ErrorCode;

/** What became of the wish to move a participant. */
public sealed interface MoveOutcome {
    /**
     * It is there.
     *
     * @param fromNodeId where it was
     * @param toNodeId where it is
     * @param switchMicros from freeze to first packet, of the slowest of its sessions, microseconds
     * @param tunnelledDatagrams of the client, that reached the old node after the freeze
     */
    record Moved(String fromNodeId, String toNodeId, long switchMicros, int tunnelledDatagrams)
            implements MoveOutcome {}

    /**
     * It stays where it was, and nothing is lost.
     *
     * @param code what kind of reason
     * @param reason a sentence that says why, and what to do next
     */
    record Stayed(ErrorCode code, String reason) implements MoveOutcome {}
}
