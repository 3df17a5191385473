package media.sluice.coordinator.room;

import java.util.Locale;

/**
 * What takes part. Egress, agents and recorders are dependent: they neither keep a room open nor
 * fill it.
 */
public enum ParticipantKind {
    /** A person's client. */
    STANDARD,
    /** Brings a stream in. */
    INGRESS,
    /** Takes a recording or stream out. */
    EGRESS,
    /** A telephone. */
    SIP,
    /** A program that takes part. */
    AGENT,
    /** Another call service. */
    CONNECTOR,
    /** A bridge to other media. */
    BRIDGE;

    /** The kind a token names; unknown and empty names are people. */
    public static ParticipantKind named(String name) {
        for (var kind : values()) {
            if (kind.name().equals(name.toUpperCase(Locale.ROOT))) {
                return kind;
            }
        }
        return STANDARD;
    }

    /** True when it counts neither for the size of a room nor keeps it open. */
    public boolean isDependent() {
        return this == EGRESS || this == AGENT;
    }
}
