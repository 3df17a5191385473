package media.sluice.core.sctp;

import java.util.ArrayDeque;
import java.util.Deque;

/** Control chunks that wait for a packet. */
final class ControlQueue {

    /** More at a time is a flood; a peer repeats what it needs. */
    private static final int MAX_CHUNKS = 32;

    private final SctpConfig config;
    private final SctpCounters counters;
    private final Deque<byte[]> chunks = new ArrayDeque<>();

    ControlQueue(SctpConfig config, SctpCounters counters) {
        this.config = config;
        this.counters = counters;
    }

    void add(byte[] chunk) {
        if (chunks.size() < MAX_CHUNKS
                && chunk.length <= config.packetBytes() - SctpPacket.HEADER_BYTES) {
            chunks.add(chunk);
        } else {
            counters.onDrop(SctpDrop.CONTROL_FLOOD);
        }
    }

    void fill(PacketBuilder packet) {
        var chunk = chunks.peek();
        while (chunk != null && packet.add(chunk)) {
            chunks.remove();
            chunk = chunks.peek();
        }
    }

    void clear() {
        chunks.clear();
    }
}
