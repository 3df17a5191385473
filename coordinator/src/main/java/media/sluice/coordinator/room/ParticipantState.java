package media.sluice.coordinator.room;

/** How far a participant has come; goes only forward. */
public enum ParticipantState {
    /** Accepted, the first answer is on its way. */
    JOINING,
    /** It has its first answer. */
    JOINED,
    /** Its primary transport is connected. */
    ACTIVE,
    /** Gone. */
    DISCONNECTED
}
