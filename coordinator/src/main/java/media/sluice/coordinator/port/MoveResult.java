package media.sluice.coordinator.port;

/** How the move of a session ended. */
public sealed interface MoveResult {
    /**
     * The session is at the target.
     *
     * @param switchMicros from the source's freeze to the target's first packet, microseconds
     * @param tunnelledDatagrams of the client, that reached the source after the freeze
     */
    record Moved(long switchMicros, int tunnelledDatagrams) implements MoveResult {}

    /**
     * The session stays where it was, and nothing is lost.
     *
     * @param isClientSilent the client never tried the target
     * @param reason a sentence that says why, and what to do next
     */
    record Stayed(boolean isClientSilent, String reason) implements MoveResult {}

    /**
     * Nobody knows whether the target runs the session: its client has to join anew.
     *
     * @param reason a sentence that says why
     */
    record Lost(String reason) implements MoveResult {}
}
