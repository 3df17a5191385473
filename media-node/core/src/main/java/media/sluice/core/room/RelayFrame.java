package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import media.sluice.core.forwarding.LayerSelector;
import media.sluice.core.wire.Bytes;

/**
 * What the frames of a trunk carry for one relayed producer, as static functions.
 *
 * <pre>
 *  PACKET  generation (30) layer (2) | extended number, bits 47 to 16 (32) | RTP packet without padding
 *  WISH    layers wanted (8) loss (8) | key frames asked for, per layer (4 × 8), counting
 *  STATE   flags (8) layers (8) | per layer: flags (8) ssrc (32) generation (32) bit/s (32)
 *                                            NTP (64) RTP timestamp (32) age in µs (32)
 * </pre>
 */
final class RelayFrame {

    /** Bytes before the RTP packet. */
    static final int PACKET_PREFIX = 8;

    static final int WISH_LENGTH = 2 + LayerSelector.MAX_LAYERS;
    static final int STATE_PREFIX = 2;
    static final int STATE_LAYER = 29;

    /** Flag of a STATE: nothing is forwarded. */
    static final int PAUSED = 1;

    /** Flags of a layer in a STATE. */
    static final int LIVE = 1;

    static final int PARAMETER_SETS = 2;
    static final int CLOCK = 4;

    private RelayFrame() {}

    static void putPlace(MemorySegment segment, long at, int source, long index) {
        Bytes.put32(segment, at, source);
        Bytes.put32(segment, at + 4, index >> 16);
    }

    /** Layer and generation, as {@link ProducerLayer#source}. */
    static int source(MemorySegment segment, long at) {
        return Bytes.i32(segment, at);
    }

    static long index(MemorySegment segment, long at, int sequence) {
        return (long) Bytes.i32(segment, at + 4) << 16 | sequence;
    }
}
