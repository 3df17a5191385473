package media.sluice.node.control;

import java.util.List;
import java.util.TreeMap;
import media.sluice.core.room.DataConsumerParameters;
import media.sluice.core.room.DataEnvelope;
import media.sluice.core.room.DataProducerParameters;
import media.sluice.core.sctp.Reliability;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.worker.DataToSend;
import media.sluice.node.worker.SessionData;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.DataReliability;
import media.sluice.proto.media.v1alpha1.FieldPath;
import media.sluice.proto.media.v1alpha1.NestedStamp;
import media.sluice.proto.media.v1alpha1.SendDataRequest;
import org.jspecify.annotations.Nullable;

/** Reads the contract's messages about data channels. Stateless. */
final class DataParameters {

    private static final int MAX_MESSAGE = 262_144;
    private static final int MAX_OF_A_SESSION = 64;
    private static final int MAX_TEXT = 128;
    private static final int MAX_ADDRESS = 256;
    private static final int MAX_ADDRESSES = 64;
    private static final int MAX_RECIPIENTS = 4_096;
    private static final int MAX_STAMP = 65_536;
    private static final int MAX_ENTRIES = 64;
    private static final int MAX_PATH = 4;
    private static final int MAX_FIELD = (1 << 29) - 1;

    private DataParameters() {}

    /** The data channels of a session that is to be opened. */
    static SessionData session(CreateSessionRequest request) {
        var producers =
                Checks.size("data_producers", request.getDataProducersList(), 0, MAX_OF_A_SESSION);
        var consumers =
                Checks.size("data_consumers", request.getDataConsumersList(), 0, MAX_OF_A_SESSION);
        int longest = maxMessageBytes(request);
        if (longest == 0 && !(producers.isEmpty() && consumers.isEmpty())) {
            throw new RequestException(
                    ErrorCode.INVALID_FIELD,
                    "data_producers and data_consumers need a data section. Set has_data.");
        }
        return new SessionData(
                longest,
                producers.stream().map(DataParameters::producer).toList(),
                consumers.stream().map(DataParameters::consumer).toList());
    }

    private static int maxMessageBytes(CreateSessionRequest request) {
        int wanted =
                Checks.number(
                        "max_message_size_bytes", request.getMaxMessageSizeBytes(), 0, MAX_MESSAGE);
        if (!request.getHasData()) {
            return 0;
        }
        return wanted == 0 ? MAX_MESSAGE : wanted;
    }

    static DataProducerParameters producer(CreateDataProducerRequest request) {
        return new DataProducerParameters(
                Checks.id("data_producer_id", request.getDataProducerId()),
                Checks.text("label", request.getLabel(), 0, MAX_TEXT),
                request.getTakesOtherLabels(),
                Checks.text("endpoint", request.getEndpoint(), 0, MAX_TEXT),
                request.hasEnvelope() ? envelope(request.getEnvelope()) : null);
    }

    private static DataEnvelope envelope(media.sluice.proto.media.v1alpha1.DataEnvelope envelope) {
        var nested = new TreeMap<Integer, byte[]>();
        for (NestedStamp each :
                Checks.size(
                        "envelope.nested_stamps", envelope.getNestedStampsList(), 0, MAX_ENTRIES)) {
            nested.put(
                    Checks.number("nested_stamps.field", each.getField(), 1, MAX_FIELD),
                    Checks.bytes("nested_stamps.stamp", each.getStamp(), 0, MAX_STAMP));
        }
        Checks.size("envelope.recipients", envelope.getRecipientsList(), 0, MAX_ENTRIES);
        Checks.size("envelope.refused_fields", envelope.getRefusedFieldsList(), 0, MAX_ENTRIES);
        var form =
                new DataEnvelope.Form(
                        envelope.getRecipientsList().stream()
                                .map(path -> path("envelope.recipients", path))
                                .toList(),
                        envelope.getRefusedFieldsList(),
                        Checks.number(
                                "envelope.sequence_field",
                                envelope.getSequenceField(),
                                0,
                                MAX_FIELD),
                        envelope.hasWrap() ? path("envelope.wrap", envelope.getWrap()) : List.of());
        return new DataEnvelope(
                form,
                Checks.bytes("envelope.defaults", envelope.getDefaults(), 0, MAX_STAMP),
                Checks.bytes("envelope.stamp", envelope.getStamp(), 0, MAX_STAMP),
                nested);
    }

    private static List<Integer> path(String field, FieldPath path) {
        Checks.size(field, path.getNumbersList(), 1, MAX_PATH);
        path.getNumbersList().forEach(each -> Checks.number(field, each, 1, MAX_FIELD));
        return path.getNumbersList();
    }

    static DataConsumerParameters consumer(CreateDataConsumerRequest request) {
        for (String address :
                Checks.size("addresses", request.getAddressesList(), 0, MAX_ADDRESSES)) {
            Checks.text("addresses", address, 1, MAX_ADDRESS);
        }
        return new DataConsumerParameters(
                Checks.id("data_consumer_id", request.getDataConsumerId()),
                Checks.text("data_producer_id", request.getDataProducerId(), 0, MAX_TEXT),
                Checks.text("label", request.getLabel(), 0, MAX_TEXT),
                request.getOpensChannel(),
                reliability(request.hasReliability() ? request.getReliability() : null),
                Checks.text("endpoint", request.getEndpoint(), 0, MAX_TEXT),
                request.getAddressesList());
    }

    private static Reliability reliability(@Nullable DataReliability wanted) {
        if (wanted == null) {
            return Reliability.ordered();
        }
        boolean isOrdered = !wanted.getIsUnordered();
        return switch (wanted.getLimitCase()) {
            case MAX_RETRANSMITS ->
                    Reliability.retransmits(
                            isOrdered, Integer.toUnsignedLong(wanted.getMaxRetransmits()));
            case LIFETIME_MILLIS ->
                    Reliability.lifetime(
                            isOrdered, Integer.toUnsignedLong(wanted.getLifetimeMillis()));
            case LIMIT_NOT_SET -> isOrdered ? Reliability.ordered() : Reliability.unordered();
        };
    }

    static DataToSend message(SendDataRequest request) {
        return new DataToSend(
                Checks.text("label", request.getLabel(), 0, MAX_TEXT),
                request.getIsText(),
                Checks.bytes("payload", request.getPayload(), 1, MAX_MESSAGE),
                Checks.size("recipients", request.getRecipientsList(), 0, MAX_RECIPIENTS));
    }
}
