package media.sluice.coordinator.port;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a node reads and completes the messages of one sender (the contract's DataEnvelope).
 *
 * @param defaults goes before each message
 * @param stamp goes behind each message and wins
 * @param nestedStamps by outermost field: wins inside that nested message
 * @param recipients paths of field numbers where receivers are named
 * @param refusedFields outermost fields that the sender may not send
 * @param sequenceField outermost field that numbers messages, 0 for none
 * @param wrap path of field numbers that messages become, when they are bytes; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read by the adapter only
public record DataEnvelope(
        byte[] defaults,
        byte[] stamp,
        Map<Integer, byte[]> nestedStamps,
        List<List<Integer>> recipients,
        List<Integer> refusedFields,
        int sequenceField,
        List<Integer> wrap) {
    /** Copies the collections. */
    public DataEnvelope {
        nestedStamps = new TreeMap<>(nestedStamps);
        recipients = List.copyOf(recipients);
        refusedFields = List.copyOf(refusedFields);
        wrap = List.copyOf(wrap);
    }
}
