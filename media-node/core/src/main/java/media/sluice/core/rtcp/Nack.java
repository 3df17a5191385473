package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Generic NACK (RFC 4585 §6.2.1): items of a packet id (PID) and a bitmask of the 16 packets after
 * it (BLP).
 */
public final class Nack {

    /** Sequence numbers that one item can name. */
    public static final int SEQUENCES_PER_ITEM = 17;

    static final int ITEM_LENGTH = 4;

    private static final int FIRST_ITEM = 12;

    private Nack() {}

    /** Number of items in the packet, at least 1. */
    public static int items(RtcpCursor packet) {
        return (packet.length() - FIRST_ITEM) / ITEM_LENGTH;
    }

    /**
     * Reads the requested sequence numbers in the order of the packet.
     *
     * @param into takes them; what exceeds its length is ignored
     * @return how many were written
     */
    public static int read(MemorySegment segment, RtcpCursor packet, int[] into) {
        int found = 0;
        int items = items(packet);
        for (int i = 0; i < items && found < into.length; i++) {
            long at = packet.at() + FIRST_ITEM + (long) i * ITEM_LENGTH;
            int sequence = Bytes.u16(segment, at);
            int mask = Bytes.u16(segment, at + 2);
            into[found++] = sequence;
            for (; mask != 0 && found < into.length; mask &= mask - 1) {
                into[found++] = (sequence + 1 + Integer.numberOfTrailingZeros(mask)) & 0xFFFF;
            }
        }
        return found;
    }
}
