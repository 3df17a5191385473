package media.sluice.core.room;

import java.util.List;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** A channel on which a session sends, and the number of its last message. */
final class DataProducer {

    private static final int VERSION = 1;

    private final DataProducerParameters parameters;
    private final String sessionId;
    private long lastSequence;
    private long messagesReceived;
    private long messagesDropped;

    DataProducer(DataProducerParameters parameters, String sessionId) {
        this.parameters = parameters;
        this.sessionId = sessionId;
    }

    DataProducerParameters parameters() {
        return parameters;
    }

    String id() {
        return parameters.dataProducerId();
    }

    String sessionId() {
        return sessionId;
    }

    /** Number of the last message that had one; 0 before. */
    long lastSequence() {
        return lastSequence;
    }

    long messagesReceived() {
        return messagesReceived;
    }

    long messagesDropped() {
        return messagesDropped;
    }

    /** Reads a message; its {@code drop} says why it goes nowhere. */
    DataEnvelope.Opened open(byte[] payload) {
        messagesReceived++;
        var envelope = parameters.envelope();
        var opened =
                envelope == null
                        ? new DataEnvelope.Opened(payload, List.of(), 0, null)
                        : envelope.open(payload);
        if (opened.drop() == null && opened.sequence() != 0) {
            if (Long.compareUnsigned(opened.sequence(), lastSequence) <= 0) {
                opened = DataEnvelope.Opened.dropped(DataDrop.REPEATED);
            } else {
                lastSequence = opened.sequence();
            }
        }
        if (opened.drop() != null) {
            messagesDropped++;
        }
        return opened;
    }

    void export(StateWriter out) {
        out.begin(VERSION);
        parameters.export(out);
        out.i64(lastSequence).end();
    }

    void restoreState(StateReader in) throws CorruptStateException {
        lastSequence = in.i64();
    }
}
