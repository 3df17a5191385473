package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/** Full intra request (RFC 5104 §4.3.1): items of a media source and a command sequence number. */
public final class FullIntraRequest {

    static final int ITEM_LENGTH = 8;

    private static final int FIRST_ITEM = 12;

    private FullIntraRequest() {}

    /** Number of items in the packet, at least 1. */
    public static int items(RtcpCursor packet) {
        return (packet.length() - FIRST_ITEM) / ITEM_LENGTH;
    }

    /** The source that shall send a key frame. */
    public static int ssrc(MemorySegment segment, RtcpCursor packet, int item) {
        return Bytes.i32(segment, packet.at() + FIRST_ITEM + (long) item * ITEM_LENGTH);
    }

    /** Command sequence number, 0..255: a repeat of a request has the same. */
    public static int commandSequence(MemorySegment segment, RtcpCursor packet, int item) {
        return Bytes.u8(segment, packet.at() + FIRST_ITEM + (long) item * ITEM_LENGTH + 4);
    }
}
