package media.sluice.coordinator.port;

import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.room.Participant;

/** What the messages of clients look like, and on which channels they go. */
public interface DataProtocol {

    /**
     * Messages of one label that a client sends.
     *
     * @param label of the channel, and of the channels on which others get them
     * @param takesOtherLabels the messages of all channels that have no other sender
     * @param envelope none when the node keeps the messages to itself
     */
    record Sender(String label, boolean takesOtherLabels, Optional<DataEnvelope> envelope) {}

    /**
     * Messages that a client gets.
     *
     * @param label of the channel
     * @param isLossy unordered and never sent again; else all arrives, in order
     */
    record Receiver(String label, boolean isLossy) {}

    /** What a participant may send, as it is now; nothing without the permission. */
    List<Sender> senders(Participant participant);

    /** What every participant gets. */
    List<Receiver> receivers();

    /** The label whose messages are numbered. */
    String numberedLabel();
}
