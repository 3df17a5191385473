package media.sluice.coordinator.usecase;

import java.io.Serial;

/** The room closed before the request reached it. */
final class RoomGoneException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    RoomGoneException() {
        super("the room has closed: repeat the request");
    }
}
