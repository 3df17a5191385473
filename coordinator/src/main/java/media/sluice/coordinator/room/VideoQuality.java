package media.sluice.coordinator.room;

/** A step of picture size. */
public enum VideoQuality {
    /** Smallest. */
    LOW,
    /** Between. */
    MEDIUM,
    /** Largest. */
    HIGH,
    /** None. */
    OFF
}
