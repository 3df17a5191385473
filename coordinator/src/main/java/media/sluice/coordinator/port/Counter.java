package media.sluice.coordinator.port;

import java.util.Locale;

/** Everything the coordinator counts; the name on the metrics page follows from the constant's. */
public enum Counter {
    /** Requests to join that were let in. */
    JOINS("Requests to join that were let in"),
    /** Requests to join that were refused, for whatever reason. */
    JOINS_REFUSED("Requests to join that were refused"),
    /** Signal connections that went on with a session that was there. */
    RESUMES("Signal connections that went on with a session that was there"),
    /** Resumes for which there was no session. */
    RESUMES_REFUSED("Resumes for which there was no session"),
    /** Signal frames that could not be read. */
    BAD_FRAMES("Signal frames that could not be read"),
    /** Signal messages that were longer than allowed, on the wire or inflated. */
    OVERSIZED_MESSAGES("Signal messages longer than allowed, on the wire or inflated"),
    /** Session descriptions that could not be read. */
    BAD_DESCRIPTIONS("Session descriptions that could not be read"),
    /** Calls to media nodes that failed. */
    NODE_FAULTS("Calls to media nodes that failed"),
    /** Media nodes that were lost with everything on them. */
    NODES_LOST("Media nodes that were lost"),
    /** Participants that were moved to another node. */
    MOVES("Participants that were moved to another node"),
    /** Moved participants whose client did not follow by itself and was asked to resume. */
    MOVES_RESUMED("Moved participants whose client was asked to resume for it"),
    /** Moves after which the participant stayed where it was. */
    MOVES_FAILED("Moves after which the participant stayed where it was"),
    /** Moves of which nobody knows how they ended, so that the client had to join anew. */
    MOVES_LOST("Moves of which nobody knows how they ended"),
    /** Calls of operators that another one had taken over from. */
    OPERATOR_CALLS_REFUSED("Calls of operators that do not lead any more"),
    /** Changes of the file of API keys that are in use now. */
    API_KEYS_TAKEN("Changes of the file of API keys that were taken"),
    /** Changes of the file of API keys that were refused; the keys before stay. */
    API_KEYS_REFUSED("Changes of the file of API keys that were refused"),
    /** Changes of the TLS files that new connections to and from nodes use. */
    CERTIFICATES_TAKEN("Changes of the TLS files that were taken"),
    /** Changes of the TLS files that were refused; the certificate before stays. */
    CERTIFICATES_REFUSED("Changes of the TLS files that were refused"),
    /** Faults inside a room that ended one participant's session. */
    ROOM_FAULTS("Faults inside a room that ended one participant's session");

    private final String sentence;

    Counter(String sentence) {
        this.sentence = sentence;
    }

    /** What is counted. */
    public String sentence() {
        return sentence;
    }

    /** Name on the metrics page, without unit: all count events. */
    public String metric() {
        return "sluice.coordinator." + name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
