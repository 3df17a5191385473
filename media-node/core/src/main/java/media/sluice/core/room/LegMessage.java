package media.sluice.core.room;

import java.util.List;

/**
 * A message of a data channel on its way to another leg, opened and stamped already.
 *
 * @param label data consumers of this label get it
 * @param endpoint who sent it: data consumers of the same endpoint get none of it; empty for nobody
 * @param dataProducerId the data producer
 * @param payload not copied, nobody changes it
 * @param recipients addresses it is meant for; empty for all
 */
@SuppressWarnings("ArrayRecordComponent")
public record LegMessage(
        String label,
        String endpoint,
        String dataProducerId,
        boolean isText,
        byte[] payload,
        List<String> recipients) {

    public LegMessage {
        recipients = List.copyOf(recipients);
    }
}
