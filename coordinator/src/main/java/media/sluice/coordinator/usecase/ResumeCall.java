package media.sluice.coordinator.usecase;

/**
 * A request to go on with a session on a new signal connection.
 *
 * @param roomName the room
 * @param identity who asks
 * @param sid the session's participant
 */
public record ResumeCall(String roomName, String identity, String sid) {}
