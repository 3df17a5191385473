package media.sluice.coordinator.usecase;

import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.ServerMessage;

/** What became of a request to join or resume. */
public sealed interface JoinOutcome {

    /** The client is in; its messages wait on the line. */
    record Opened(SignalLine line) implements JoinOutcome {}

    /** The client is told to leave as the first and only message. */
    record SentAway(ServerMessage.Leave leave) implements JoinOutcome {}

    /**
     * There is no session to speak of.
     *
     * @param reason a sentence for the caller
     */
    record Refused(ErrorCode code, String reason) implements JoinOutcome {}
}
