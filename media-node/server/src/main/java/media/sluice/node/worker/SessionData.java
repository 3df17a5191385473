package media.sluice.node.worker;

import java.util.List;
import media.sluice.core.room.DataConsumerParameters;
import media.sluice.core.room.DataProducerParameters;

/**
 * Data channels that a session has from its first moment on: a message that the peer sends at once
 * finds who takes it.
 *
 * @param maxMessageBytes longest message, 1..262144; 0 without a data section
 * @param producers what the session sends; none without a data section
 * @param consumers what it receives; none without a data section
 */
public record SessionData(
        int maxMessageBytes,
        List<DataProducerParameters> producers,
        List<DataConsumerParameters> consumers) {

    /** No data section. */
    public static final SessionData NONE = new SessionData(0, List.of(), List.of());

    /** Copies the lists. */
    public SessionData {
        producers = List.copyOf(producers);
        consumers = List.copyOf(consumers);
    }
}
