package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Walks over the packets of a compound or reduced-size RTCP datagram without allocation (RFC 3550
 * §6.1, RFC 5506). Single owner; reuse it.
 *
 * <pre>{@code
 * RtcpFault fault = cursor.start(segment, offset, length);
 * while (cursor.next()) {
 *     if (cursor.isPayloadFeedback(RtcpType.FMT_PICTURE_LOSS)) {
 *         requestKeyframe(cursor.mediaSsrc());
 *     }
 * }
 * }</pre>
 *
 * {@link #start} checks every packet of the datagram, so that a datagram is taken whole or not at
 * all; the views of this package ({@link ReportBlock}, {@link Nack}, {@link Remb}, ...) trust it.
 * That the first packet is a report is not demanded: browsers send reduced-size RTCP when allowed.
 */
public final class RtcpCursor {

    static final int HEADER_LENGTH = 4;

    private static final int PADDING_BIT = 0x20;

    private MemorySegment segment = MemorySegment.NULL;
    private long next;
    private long end;
    private long at;
    private int length;
    private int type;
    private int count;

    /** Checks a datagram and moves before its first packet. On a fault the cursor is empty. */
    public RtcpFault start(MemorySegment datagram, long offset, int datagramLength) {
        segment = datagram;
        next = offset;
        end = offset + datagramLength;
        RtcpFault fault = datagramLength < HEADER_LENGTH ? RtcpFault.TOO_SHORT : checkAll();
        next = offset;
        end = fault == RtcpFault.NONE ? end : offset;
        return fault;
    }

    /** Moves to the next packet; false after the last one. */
    public boolean next() {
        if (next >= end) {
            return false;
        }
        enter();
        return true;
    }

    /** Packet type, {@link RtcpType}. */
    public int type() {
        return type;
    }

    /** The five bits of the header: number of blocks, or FMT. */
    public int count() {
        return count;
    }

    /** Whether this is transport layer feedback of this FMT. */
    public boolean isTransportFeedback(int fmt) {
        return type == RtcpType.TRANSPORT_FEEDBACK && count == fmt;
    }

    /** Whether this is payload-specific feedback of this FMT. */
    public boolean isPayloadFeedback(int fmt) {
        return type == RtcpType.PAYLOAD_FEEDBACK && count == fmt;
    }

    /** Where the packet, with its header, starts in the segment. */
    public long at() {
        return at;
    }

    /** Bytes of the packet with its header, without padding; at least 4. */
    public int length() {
        return length;
    }

    /**
     * The SSRC after the header: sender of a report or of feedback. Not for SDES or an empty BYE.
     */
    public int senderSsrc() {
        return Bytes.i32(segment, at + 4);
    }

    /**
     * The media source SSRC of feedback; 0 where a message names its sources itself (FIR, REMB).
     */
    public int mediaSsrc() {
        return Bytes.i32(segment, at + 8);
    }

    /** Number of report blocks of an SR or RR, 0..31. */
    public int reportBlocks() {
        return count;
    }

    /** Where a report block of an SR or RR starts, to be read with {@link ReportBlock}. */
    public long reportBlock(int index) {
        int first = type == RtcpType.SENDER_REPORT ? SenderReport.LENGTH : ReceiverReport.LENGTH;
        return at + first + (long) index * ReportBlock.LENGTH;
    }

    private RtcpFault checkAll() {
        while (next < end) {
            RtcpFault fault = checkFrame();
            if (fault != RtcpFault.NONE) {
                return fault;
            }
            enter();
            if (length < RtcpBody.minLength(segment, at, length, type, count)) {
                return RtcpFault.BODY_TOO_SHORT;
            }
        }
        return RtcpFault.NONE;
    }

    private RtcpFault checkFrame() {
        if (end - next < HEADER_LENGTH) {
            return RtcpFault.TOO_SHORT;
        }
        int first = Bytes.u8(segment, next);
        if (first >>> 6 != 2) {
            return RtcpFault.NOT_VERSION_2;
        }
        int whole = wholeLength();
        if (whole > end - next) {
            return RtcpFault.LENGTH_OVERRUN;
        }
        if ((first & PADDING_BIT) == 0) {
            return RtcpFault.NONE;
        }
        int padding = Bytes.u8(segment, next + whole - 1);
        // Not demanded to be a multiple of four (§6.4.1): Chromium pads transport feedback by 1..3.
        boolean fits = padding > 0 && padding <= whole - HEADER_LENGTH;
        return fits && next + whole == end ? RtcpFault.NONE : RtcpFault.BAD_PADDING;
    }

    private void enter() {
        at = next;
        int first = Bytes.u8(segment, at);
        int whole = wholeLength();
        next += whole;
        length = whole - ((first & PADDING_BIT) == 0 ? 0 : Bytes.u8(segment, next - 1));
        count = first & 0x1F;
        type = Bytes.u8(segment, at + 1);
    }

    private int wholeLength() {
        return 4 * (Bytes.u16(segment, next + 2) + 1);
    }
}
