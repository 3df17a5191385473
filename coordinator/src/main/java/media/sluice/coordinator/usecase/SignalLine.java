package media.sluice.coordinator.usecase;

import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.ClientSignal;

/**
 * One signal connection of a participant, as its adapter sees it. After a resume the older line is
 * deaf. Safe for use by many threads.
 */
public final class SignalLine {
    private final RoomActor room;
    private final String sid;
    private final Outbox outbox;

    SignalLine(RoomActor room, String sid, Outbox outbox) {
        this.room = room;
        this.sid = sid;
        this.outbox = outbox;
    }

    /** The participant, for logs. */
    public String sid() {
        return sid;
    }

    /** The connection is open: messages flow. */
    public void attach(ClientSignal signal) {
        outbox.attach(signal);
    }

    /** The client said something. */
    public void receive(ClientMessage message) {
        room.receive(this, message);
    }

    /** The connection is gone. */
    public void closed() {
        room.lineClosed(this);
    }
}
