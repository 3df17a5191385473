package media.sluice.coordinator.room;

/**
 * Settings of a room.
 *
 * @param emptyTimeoutSeconds how long it stays open when nobody ever came
 * @param departureTimeoutSeconds how long it stays open after the last one left
 * @param maxParticipants highest number of participants, dependent ones not counted; 0 means no
 *     limit
 */
public record RoomSettings(
        int emptyTimeoutSeconds, int departureTimeoutSeconds, int maxParticipants) {

    /** This with the non-zero ones of the other. */
    public RoomSettings updatedBy(RoomSettings other) {
        return new RoomSettings(
                other.emptyTimeoutSeconds > 0 ? other.emptyTimeoutSeconds : emptyTimeoutSeconds,
                other.departureTimeoutSeconds > 0
                        ? other.departureTimeoutSeconds
                        : departureTimeoutSeconds,
                other.maxParticipants > 0 ? other.maxParticipants : maxParticipants);
    }
}
