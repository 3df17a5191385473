package media.sluice.coordinator.room;

/**
 * A room as everybody may know it.
 *
 * @param sid identifier, begins with RM_; another one each time a room of this name opens
 * @param name what people call it
 * @param settings its settings
 * @param metadata text of the application
 * @param createdAtMillis milliseconds since 1970-01-01 UTC
 * @param participantCount participants, dependent ones not counted
 * @param publisherCount those that publish
 */
public record RoomFacts(
        String sid,
        String name,
        RoomSettings settings,
        String metadata,
        long createdAtMillis,
        int participantCount,
        int publisherCount) {}
