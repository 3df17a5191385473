package media.sluice.coordinator.usecase;

/** The way back to the room's thread for what was found out on others. */
interface RoomThread {
    /** Goes on with a participant, if it is still in the room. Safe for use by many threads. */
    void goOn(Caller caller, Runnable task);

    /** Goes on with the room as a whole, later. Safe for use by many threads. */
    void goOn(Runnable task);
}
