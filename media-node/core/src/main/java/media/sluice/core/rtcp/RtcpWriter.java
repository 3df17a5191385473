package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Invariant;

/**
 * Writes a compound RTCP datagram packet by packet. Every method returns false and writes nothing
 * when the packet does not fit. Single owner; reuse it, it allocates nothing.
 *
 * <pre>{@code
 * writer.start(segment, offset, 1200);
 * writer.senderReport(ssrc, ntp, rtpTimestamp, packets, octets);
 * writer.sourceDescription(ssrc, cname);
 * send(segment, offset, writer.length());
 * }</pre>
 */
public final class RtcpWriter {

    private static final int MAX_REPORT_BLOCKS = 31;
    private static final int VERSION_2 = 0x80;

    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private long at;
    private long end;
    private long report = -1;

    /** Begins an empty datagram of at most {@code capacity} bytes. */
    public void start(MemorySegment target, long offset, int capacity) {
        segment = target;
        start = offset;
        at = offset;
        end = offset + capacity;
        report = -1;
    }

    /** Bytes written since {@link #start}. */
    public int length() {
        return (int) (at - start);
    }

    public boolean isEmpty() {
        return at == start;
    }

    /** Bytes still free. */
    public int remaining() {
        return (int) (end - at);
    }

    /** Begins an SR; add report blocks with {@link #reportBlock}. */
    public boolean senderReport(int ssrc, long ntp, int rtpTimestamp, long packets, long octets) {
        if (!begin(RtcpType.SENDER_REPORT, 0, SenderReport.LENGTH)) {
            return false;
        }
        report = at;
        Bytes.put32(segment, at + 4, ssrc);
        Bytes.put64(segment, at + 8, ntp);
        Bytes.put32(segment, at + 16, rtpTimestamp);
        Bytes.put32(segment, at + 20, packets);
        Bytes.put32(segment, at + 24, octets);
        at += SenderReport.LENGTH;
        return true;
    }

    /** Begins an RR; add report blocks with {@link #reportBlock}. */
    public boolean receiverReport(int ssrc) {
        if (!begin(RtcpType.RECEIVER_REPORT, 0, ReceiverReport.LENGTH)) {
            return false;
        }
        report = at;
        Bytes.put32(segment, at + 4, ssrc);
        at += ReceiverReport.LENGTH;
        return true;
    }

    /**
     * Adds a block to the SR or RR written last, which must be the last packet. False also when
     * that has 31 blocks.
     *
     * @param fractionLost in 1/256, 0..255
     * @param cumulativeLost clamped to -2^23..2^23-1
     * @param highestSequence extended highest sequence number
     * @param jitter timestamp units
     * @param lsr middle 32 bits of the last SR's NTP timestamp, 0 for none
     * @param dlsr delay since that SR in 1/65536 s
     */
    public boolean reportBlock(
            int ssrc,
            int fractionLost,
            long cumulativeLost,
            long highestSequence,
            long jitter,
            int lsr,
            long dlsr) {
        Invariant.check(report >= 0, "report block without a report before it");
        int count = Bytes.u8(segment, report) & 0x1F;
        if (count == MAX_REPORT_BLOCKS || remaining() < ReportBlock.LENGTH) {
            return false;
        }
        long lost = Math.clamp(cumulativeLost, -0x80_0000L, 0x7F_FFFFL);
        Bytes.put32(segment, at, ssrc);
        Bytes.put8(segment, at + 4, fractionLost);
        Bytes.put24(segment, at + 5, (int) lost);
        Bytes.put32(segment, at + 8, highestSequence);
        Bytes.put32(segment, at + 12, jitter);
        Bytes.put32(segment, at + 16, lsr);
        Bytes.put32(segment, at + 20, dlsr);
        at += ReportBlock.LENGTH;
        Bytes.put8(segment, report, VERSION_2 | (count + 1));
        Bytes.put16(segment, report + 2, (int) (at - report) / 4 - 1);
        return true;
    }

    /**
     * Writes an SDES with one chunk that names the CNAME of a source, at most 255 bytes of UTF-8.
     */
    public boolean sourceDescription(int ssrc, byte[] cname) {
        Invariant.range(cname.length, 1, 255, "CNAME length");
        int text = 8 + 2 + cname.length;
        int length = (text + 1 + 3) & ~3;
        if (!begin(RtcpType.SOURCE_DESCRIPTION, 1, length)) {
            return false;
        }
        Bytes.put32(segment, at + 4, ssrc);
        Bytes.put8(segment, at + 8, SourceDescription.CNAME);
        Bytes.put8(segment, at + 9, cname.length);
        Bytes.copy(cname, 0, segment, at + 10, cname.length);
        Bytes.zero(segment, at + text, length - text);
        at += length;
        return true;
    }

    /** Writes a BYE of one source, without reason. */
    public boolean bye(int ssrc) {
        if (!begin(RtcpType.BYE, 1, 8)) {
            return false;
        }
        Bytes.put32(segment, at + 4, ssrc);
        at += 8;
        return true;
    }

    /** Writes a picture loss indication (RFC 4585 §6.3.1). */
    public boolean pictureLoss(int senderSsrc, int mediaSsrc) {
        return feedback(
                RtcpType.PAYLOAD_FEEDBACK, RtcpType.FMT_PICTURE_LOSS, senderSsrc, mediaSsrc, 12);
    }

    /**
     * Writes a full intra request of one source (RFC 5104 §4.3.1).
     *
     * @param commandSequence 0..255; one higher than for the previous request, the same for its
     *     repeat
     */
    public boolean fullIntraRequest(int senderSsrc, int mediaSsrc, int commandSequence) {
        if (!feedback(RtcpType.PAYLOAD_FEEDBACK, RtcpType.FMT_FULL_INTRA, senderSsrc, 0, 20)) {
            return false;
        }
        Bytes.put32(segment, at - 8, mediaSsrc);
        Bytes.put32(segment, at - 4, (long) (commandSequence & 0xFF) << 24);
        return true;
    }

    /**
     * Writes a generic NACK (RFC 4585 §6.2.1).
     *
     * @param sequences ascending sequence numbers, of which the low 16 bits count
     * @param count how many of them, at least 1
     */
    public boolean nack(int senderSsrc, int mediaSsrc, int[] sequences, int count) {
        int length = 12 + Nack.ITEM_LENGTH * nackItems(sequences, count);
        if (count == 0
                || !feedback(
                        RtcpType.TRANSPORT_FEEDBACK,
                        RtcpType.FMT_NACK,
                        senderSsrc,
                        mediaSsrc,
                        length)) {
            return false;
        }
        long item = at - length + 12;
        for (int i = 0; i < count; item += Nack.ITEM_LENGTH) {
            int first = sequences[i];
            int mask = 0;
            for (i++; i < count && isInItem(first, sequences[i]); i++) {
                mask |= 1 << (((sequences[i] - first) & 0xFFFF) - 1);
            }
            Bytes.put16(segment, item, first);
            Bytes.put16(segment, item + 2, mask);
        }
        return true;
    }

    /** Writes a REMB for some streams; the rate is rounded down to what the format can say. */
    public boolean remb(int senderSsrc, long bitrateBps, int[] ssrcs, int count) {
        Invariant.range(count, 0, 255, "REMB sources");
        int length = Remb.LENGTH + 4 * count;
        if (!feedback(RtcpType.PAYLOAD_FEEDBACK, RtcpType.FMT_APPLICATION, senderSsrc, 0, length)) {
            return false;
        }
        long packet = at - length;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, bitrateBps));
        int exponent = Math.max(0, bits - Remb.MANTISSA_BITS);
        int mantissa = (int) (Math.max(0, bitrateBps) >>> exponent);
        Bytes.put32(segment, packet + 12, Remb.IDENTIFIER);
        Bytes.put8(segment, packet + 16, count);
        Bytes.put24(segment, packet + 17, exponent << Remb.MANTISSA_BITS | mantissa);
        for (int i = 0; i < count; i++) {
            Bytes.put32(segment, packet + Remb.LENGTH + 4L * i, ssrcs[i]);
        }
        return true;
    }

    /** Writes an XR with a receiver reference time (RFC 3611 §4.4). */
    public boolean receiverReferenceTime(int ssrc, long ntp) {
        if (!begin(RtcpType.EXTENDED_REPORT, 0, 20)) {
            return false;
        }
        Bytes.put32(segment, at + 4, ssrc);
        Bytes.put32(segment, at + 8, (long) ExtendedReport.RECEIVER_REFERENCE_TIME << 24 | 2);
        Bytes.put64(segment, at + 12, ntp);
        at += 20;
        return true;
    }

    /**
     * Writes an XR that answers a receiver reference time (RFC 3611 §4.5).
     *
     * @param receiverSsrc who sent the reference time
     * @param lastReceiverReport middle 32 bits of it (LRR)
     * @param delay since it arrived (DLRR) in 1/65536 s
     */
    public boolean delaySinceReceiverReport(
            int ssrc, int receiverSsrc, int lastReceiverReport, long delay) {
        if (!begin(RtcpType.EXTENDED_REPORT, 0, 24)) {
            return false;
        }
        Bytes.put32(segment, at + 4, ssrc);
        Bytes.put32(segment, at + 8, (long) ExtendedReport.DELAY_SINCE_RECEIVER_REPORT << 24 | 3);
        Bytes.put32(segment, at + 12, receiverSsrc);
        Bytes.put32(segment, at + 16, lastReceiverReport);
        Bytes.put32(segment, at + 20, delay);
        at += 24;
        return true;
    }

    /** Adds transport-wide feedback composed by the caller, a whole RTCP packet. */
    public boolean packet(MemorySegment source, long sourceAt, int length) {
        if (remaining() < length) {
            return false;
        }
        Bytes.copy(source, sourceAt, segment, at, length);
        at += length;
        report = -1;
        return true;
    }

    private boolean feedback(int type, int fmt, int senderSsrc, int mediaSsrc, int length) {
        if (!begin(type, fmt, length)) {
            return false;
        }
        Bytes.put32(segment, at + 4, senderSsrc);
        Bytes.put32(segment, at + 8, mediaSsrc);
        at += length;
        return true;
    }

    /** Writes a header, if the packet fits, and leaves the position at its start. */
    private boolean begin(int type, int count, int length) {
        if (remaining() < length) {
            return false;
        }
        Bytes.put8(segment, at, VERSION_2 | count);
        Bytes.put8(segment, at + 1, type);
        Bytes.put16(segment, at + 2, length / 4 - 1);
        report = -1;
        return true;
    }

    private static int nackItems(int[] sequences, int count) {
        int items = 0;
        for (int i = 0; i < count; items++) {
            int first = sequences[i];
            for (i++; i < count && isInItem(first, sequences[i]); i++) {
                // counted with the item of `first`
            }
        }
        return items;
    }

    private static boolean isInItem(int first, int sequence) {
        int distance = (sequence - first) & 0xFFFF;
        return distance > 0 && distance < Nack.SEQUENCES_PER_ITEM;
    }
}
