package media.sluice.coordinator.usecase;

/**
 * Somebody in a room.
 *
 * @param roomName the room
 * @param identity who, unique in it
 */
public record Seat(String roomName, String identity) {}
