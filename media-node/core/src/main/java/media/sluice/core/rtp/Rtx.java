package media.sluice.core.rtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Retransmission packets (RFC 4588 §4): the payload is the original sequence number (OSN) and then
 * the original payload.
 */
public final class Rtx {

    /** Bytes by which a retransmission is longer than the packet it repeats. */
    public static final int OVERHEAD = 2;

    private Rtx() {}

    /**
     * Whether a plain RTX packet carries an original packet, and not only padding as a bandwidth
     * probe does.
     */
    public static boolean carriesOriginal(MemorySegment segment, long offset, int length) {
        return RtpHeader.payloadLength(segment, offset, length) > OVERHEAD;
    }

    /** The original sequence number (OSN), 0..65535, of a packet that {@link #carriesOriginal}. */
    public static int originalSequence(MemorySegment segment, long offset) {
        return Bytes.u16(segment, offset + RtpHeader.length(segment, offset));
    }

    /**
     * Turns an RTX packet that {@link #carriesOriginal} into the original one, in place. The
     * original starts {@link #OVERHEAD} bytes after {@code offset} and is that much shorter.
     *
     * @param payloadType the associated payload type (apt) of the original stream
     * @param ssrc the SSRC of the original stream
     */
    public static void restore(MemorySegment segment, long offset, int payloadType, int ssrc) {
        int headerLength = RtpHeader.length(segment, offset);
        int sequence = Bytes.u16(segment, offset + headerLength);
        long restored = offset + OVERHEAD;
        Bytes.copy(segment, offset, segment, restored, headerLength);
        RtpHeader.putSequence(segment, restored, sequence);
        RtpHeader.putPayloadType(segment, restored, payloadType);
        RtpHeader.putSsrc(segment, restored, ssrc);
    }

    /**
     * Writes the RTX packet of a plain original packet without padding; {@code length + OVERHEAD}
     * bytes must fit at {@code outAt}, in memory that does not overlap the original.
     *
     * @param length bytes of the original packet
     * @return bytes of the RTX packet; its header keeps the extensions of the original
     */
    public static int wrap(
            MemorySegment original,
            long at,
            int length,
            MemorySegment out,
            long outAt,
            int payloadType,
            int sequence,
            int ssrc) {
        int headerLength = RtpHeader.length(original, at);
        Bytes.copy(original, at, out, outAt, headerLength);
        Bytes.put16(out, outAt + headerLength, RtpHeader.sequence(original, at));
        Bytes.copy(
                original,
                at + headerLength,
                out,
                outAt + headerLength + OVERHEAD,
                length - headerLength);
        RtpHeader.putPayloadType(out, outAt, payloadType);
        RtpHeader.putSequence(out, outAt, sequence);
        RtpHeader.putSsrc(out, outAt, ssrc);
        return length + OVERHEAD;
    }
}
