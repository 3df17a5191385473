package media.sluice.coordinator.signaling.livekit;

import java.util.Map;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.usecase.JoinOutcome;
import media.sluice.coordinator.usecase.Rooms;

/**
 * From an address to a session, or to a status: everything before the connection is upgraded.
 * Blocks.
 */
final class Door {
    private final JoinReader reader;
    private final Rooms rooms;

    Door(JoinReader reader, Rooms rooms) {
        this.reader = reader;
        this.rooms = rooms;
    }

    /** Opens or resumes a session; answers what the client is told first. */
    JoinOutcome enter(JoinAddress address) throws JoinRefusal {
        var outcome =
                switch (reader.read(address)) {
                    case JoinReader.Asked.Join(var call, var config) ->
                            rooms.join(call, settings(config));
                    case JoinReader.Asked.Resume(var call) -> rooms.resume(call);
                };
        if (outcome instanceof JoinOutcome.Refused(var code, var reason)) {
            throw new JoinRefusal(status(code, reason), reason);
        }
        return outcome;
    }

    /** Checks an address without opening anything. */
    void validate(JoinAddress address) throws JoinRefusal {
        var roomName =
                switch (reader.read(address)) {
                    case JoinReader.Asked.Join(var call, var _) -> call.roomName();
                    case JoinReader.Asked.Resume(var call) -> call.roomName();
                };
        if (!rooms.canJoin(roomName)) {
            throw new JoinRefusal(JoinRefusal.NOT_FOUND, "requested room does not exist");
        }
        var unavailable = rooms.whyUnavailable(roomName);
        if (unavailable.isPresent()) {
            throw new JoinRefusal(JoinRefusal.UNAVAILABLE, unavailable.get());
        }
    }

    private static int status(ErrorCode code, String reason) {
        return switch (code) {
            case CALLER ->
                    reason.equals("requested room does not exist")
                            ? JoinRefusal.NOT_FOUND
                            : JoinRefusal.BAD_REQUEST;
            case UNAVAILABLE, EXHAUSTED -> JoinRefusal.UNAVAILABLE;
            case CONFLICT, INTERNAL -> JoinRefusal.FAULT;
        };
    }

    private static RoomSettings settings(Map<String, Object> config) {
        return new RoomSettings(
                number(config, "emptyTimeout", "empty_timeout"),
                number(config, "departureTimeout", "departure_timeout"),
                number(config, "maxParticipants", "max_participants"));
    }

    private static int number(Map<String, Object> config, String name, String otherName) {
        var value = config.containsKey(name) ? config.get(name) : config.get(otherName);
        return value instanceof Number number ? number.intValue() : 0;
    }
}
