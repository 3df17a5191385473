package media.sluice.core.room;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.sctp.Reliability;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * What one session receives.
 *
 * @param dataConsumerId chosen by the controller, unique in the room
 * @param dataProducerId the data producer; empty for every one that forwards under {@code label},
 *     now and later
 * @param label of the receiver's channel
 * @param opensChannel whether the channel is opened from here; otherwise the peer opens it, and
 *     messages wait for it
 * @param reliability of the channel; one that is limited makes messages that may be dropped
 * @param endpoint who receives: gets nothing that the same endpoint sends; empty for nobody
 * @param addresses names under which messages can be meant for this consumer alone
 */
public record DataConsumerParameters(
        String dataConsumerId,
        String dataProducerId,
        String label,
        boolean opensChannel,
        Reliability reliability,
        String endpoint,
        List<String> addresses) {

    private static final int MAX_ADDRESSES = 64;

    public DataConsumerParameters {
        addresses = List.copyOf(addresses);
        CodecParameters.require(addresses.size() <= MAX_ADDRESSES, "at most 64 addresses");
    }

    /** Whether messages may be lost. */
    boolean isLossy() {
        return reliability.maxRetransmits() != Reliability.UNLIMITED
                || reliability.lifetimeMillis() != Reliability.UNLIMITED;
    }

    boolean isMeant(List<String> recipients) {
        if (recipients.isEmpty()) {
            return true;
        }
        for (String address : addresses) {
            if (recipients.contains(address)) {
                return true;
            }
        }
        return false;
    }

    void export(StateWriter out) {
        out.begin(1).text(dataConsumerId).text(dataProducerId).text(label).bool(opensChannel);
        out.bool(reliability.isOrdered());
        out.i64(reliability.maxRetransmits()).i64(reliability.lifetimeMillis());
        out.text(endpoint).i32(addresses.size());
        addresses.forEach(out::text);
        out.end();
    }

    static DataConsumerParameters restore(StateReader in) throws CorruptStateException {
        in.begin();
        int most = DataProducerParameters.MAX_TEXT;
        String id = in.text(most);
        String producerId = in.text(most);
        String label = in.text(most);
        boolean opensChannel = in.bool();
        var reliability = restoreReliability(in);
        String endpoint = in.text(most);
        var addresses = new ArrayList<String>();
        for (int left = in.count(MAX_ADDRESSES); left > 0; left--) {
            addresses.add(in.text(most));
        }
        in.end();
        return new DataConsumerParameters(
                id, producerId, label, opensChannel, reliability, endpoint, addresses);
    }

    private static Reliability restoreReliability(StateReader in) throws CorruptStateException {
        boolean isOrdered = in.bool();
        long retransmits = in.i64();
        long lifetime = in.i64();
        in.require(
                retransmits >= Reliability.UNLIMITED
                        && lifetime >= Reliability.UNLIMITED
                        && Math.max(retransmits, lifetime) <= 0xFFFF_FFFFL
                        && Math.min(retransmits, lifetime) == Reliability.UNLIMITED,
                "no such reliability");
        return new Reliability(isOrdered, retransmits, lifetime);
    }
}
