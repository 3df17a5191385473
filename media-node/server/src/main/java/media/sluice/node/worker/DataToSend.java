package media.sluice.node.worker;

import java.util.List;

/**
 * A message of the controller's.
 *
 * @param recipients addresses of data consumers; empty for all of the label
 */
@SuppressWarnings("ArrayRecordComponent")
public record DataToSend(String label, boolean isText, byte[] payload, List<String> recipients) {
    public DataToSend {
        recipients = List.copyOf(recipients);
    }
}
