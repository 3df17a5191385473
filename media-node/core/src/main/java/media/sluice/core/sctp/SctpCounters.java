package media.sluice.core.sctp;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What an association counts; all since it began on this node. */
public final class SctpCounters {

    private final Map<SctpDrop, long[]> drops = new EnumMap<>(SctpDrop.class);
    private long packetsSent;
    private long packetsReceived;
    private long messagesSent;
    private long messagesReceived;
    private long messagesAbandoned;
    private long chunksRetransmitted;
    private long timeouts;

    SctpCounters() {
        for (var reason : SctpDrop.values()) {
            drops.put(reason, new long[1]);
        }
    }

    /** Packets, chunks and messages dropped for the reason. */
    public long drops(SctpDrop reason) {
        return cell(reason)[0];
    }

    /** Packets polled. */
    public long packetsSent() {
        return packetsSent;
    }

    /** Packets with a good checksum for this association. */
    public long packetsReceived() {
        return packetsReceived;
    }

    /** Messages taken for sending. */
    public long messagesSent() {
        return messagesSent;
    }

    /** Messages assembled, in order where wanted. */
    public long messagesReceived() {
        return messagesReceived;
    }

    /** Messages given up: out of retransmissions or of time (RFC 3758). */
    public long messagesAbandoned() {
        return messagesAbandoned;
    }

    /** DATA chunks sent again. */
    public long chunksRetransmitted() {
        return chunksRetransmitted;
    }

    /** Expiries of the retransmission timer T3. */
    public long timeouts() {
        return timeouts;
    }

    void onDrop(SctpDrop reason) {
        cell(reason)[0]++;
    }

    void onPacketSent() {
        packetsSent++;
    }

    void onPacketReceived() {
        packetsReceived++;
    }

    void onMessageSent() {
        messagesSent++;
    }

    void onMessageReceived() {
        messagesReceived++;
    }

    void onMessageAbandoned() {
        messagesAbandoned++;
    }

    void onChunkRetransmitted() {
        chunksRetransmitted++;
    }

    void onTimeout() {
        timeouts++;
    }

    private long[] cell(SctpDrop reason) {
        return Objects.requireNonNull(drops.get(reason));
    }
}
