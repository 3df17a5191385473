package media.sluice.core.room;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A channel on which a session sends.
 *
 * @param dataProducerId chosen by the controller, unique in the room
 * @param label of the channel; messages are forwarded on channels of this label
 * @param takesOtherLabels takes instead the messages of all channels that no other data producer of
 *     the session takes, and forwards them under {@code label}
 * @param endpoint who sends: data consumers of the same endpoint get none of it; empty for nobody
 * @param envelope how messages name sender and receivers; null when they are just bytes
 */
public record DataProducerParameters(
        String dataProducerId,
        String label,
        boolean takesOtherLabels,
        String endpoint,
        @Nullable DataEnvelope envelope) {

    static final int MAX_TEXT = 1_024;

    void export(StateWriter out) {
        out.begin(1).text(dataProducerId).text(label).bool(takesOtherLabels).text(endpoint);
        out.bool(envelope != null);
        if (envelope != null) {
            envelope.export(out);
        }
        out.end();
    }

    static DataProducerParameters restore(StateReader in) throws CorruptStateException {
        in.begin();
        String id = in.text(MAX_TEXT);
        String label = in.text(MAX_TEXT);
        boolean takesOtherLabels = in.bool();
        String endpoint = in.text(MAX_TEXT);
        var envelope = in.bool() ? DataEnvelope.restore(in) : null;
        in.end();
        return new DataProducerParameters(id, label, takesOtherLabels, endpoint, envelope);
    }
}
