package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import media.sluice.core.codec.Codec;
import media.sluice.core.codec.RedPayload;
import media.sluice.core.codec.Vp8Descriptor;
import media.sluice.core.forwarding.RtpRewriter;
import media.sluice.core.forwarding.Vp8Munger;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.ExtensionTranslation;
import media.sluice.core.rtp.HeaderBuilder;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.wire.Bytes;

/**
 * Writes the plain packets of one consumer into the egress slot: own header, translated extensions,
 * rewritten payload descriptor. Every method returns the header's length, or a negative number if
 * nothing was written.
 */
final class ConsumerWriter {

    private static final int NOTHING = -1;

    /** Padding of a filler: one word, whose last byte is the count. */
    private static final int FILLER_PADDING = 4;

    private final Egress egress;
    private final RoomSession session;
    private final PayloadMapping payloads;
    private final ExtensionTranslation translation;
    private final int ssrc;
    private final byte[] mid;
    private final int midId;
    private final int sendTimeId;
    private final int transportSequenceId;
    private boolean isMidAcknowledged;
    private int length;
    private long sequence;

    ConsumerWriter(
            Egress egress,
            RoomSession session,
            ConsumerParameters parameters,
            PayloadMapping payloads,
            ExtensionTranslation translation) {
        this.egress = egress;
        this.session = session;
        this.payloads = payloads;
        this.translation = translation;
        ssrc = parameters.ssrc();
        mid = parameters.mid().getBytes(StandardCharsets.UTF_8);
        ExtensionMap ids = parameters.extensions();
        midId = mid.length > 0 && mid.length <= 16 ? ids.idOf(KnownExtension.MID) : 0;
        sendTimeId = ids.idOf(KnownExtension.ABS_SEND_TIME);
        transportSequenceId = ids.idOf(KnownExtension.TRANSPORT_SEQUENCE);
    }

    /** The packet as it is, with the rewriter's numbers. */
    int write(IngressPacket packet, RtpRewriter rewriter, CodecParameters codec, Vp8Munger munger) {
        int header = header(packet, true, rewriter.outSequence(), rewriter.outTimestamp());
        if (header < 0) {
            return NOTHING;
        }
        MemorySegment slots = egress.slots();
        long at = egress.at() + header;
        int written = 0;
        int skipped = 0;
        if (codec.codec() == Codec.VP8) {
            Vp8Descriptor vp8 = egress.video().vp8();
            written =
                    vp8.write(
                            slots, at, munger.outPictureId(), munger.outTl0(), munger.outKeyIdx());
            skipped = vp8.size();
        }
        int rest = packet.payloadLength() - skipped;
        Bytes.copy(packet.segment(), packet.payloadOffset() + skipped, slots, at + written, rest);
        length = header + written + rest;
        if (codec.codec() == Codec.RED && !translateBlocks(at, packet.payloadLength())) {
            return NOTHING;
        }
        return header;
    }

    /** The blocks of RED name payload types too: those of the receiver. */
    private boolean translateBlocks(long at, int payloadLength) {
        RedPayload red = egress.red();
        MemorySegment slots = egress.slots();
        if (!red.parse(slots, at, payloadLength)) {
            return false;
        }
        long header = at;
        for (int i = 0; i <= red.primary(); i++) {
            int mapped = payloads.outgoing(red.payloadType(i));
            if (mapped == PayloadMapping.NONE) {
                return false;
            }
            Bytes.put8(slots, header, (Bytes.u8(slots, header) & 0x80) | mapped);
            header += 4;
        }
        return true;
    }

    /** One block of the RED payload parsed last, as a packet of its own. */
    int writeBlock(IngressPacket packet, int block, long outSequence, int outTimestamp) {
        RedPayload red = egress.red();
        boolean isPrimary = block == red.primary();
        int header = header(packet, isPrimary, outSequence, outTimestamp);
        if (header < 0) {
            return NOTHING;
        }
        MemorySegment slots = egress.slots();
        if (!isPrimary) {
            RtpHeader.putMarker(slots, egress.at(), false);
        }
        Bytes.copy(
                packet.segment(),
                packet.payloadOffset() + red.start(block),
                slots,
                egress.at() + header,
                red.length(block));
        length = header + red.length(block);
        return header;
    }

    /** Padding only, for a number that is kept but whose content is not wanted. */
    int writeFiller(IngressPacket packet, RtpRewriter rewriter) {
        int header = header(packet, false, rewriter.outSequence(), rewriter.outTimestamp());
        if (header < 0) {
            return NOTHING;
        }
        MemorySegment slots = egress.slots();
        long at = egress.at();
        RtpHeader.putMarker(slots, at, false);
        RtpHeader.putPadding(slots, at, true);
        Bytes.put32(slots, at + header, FILLER_PADDING);
        length = header + FILLER_PADDING;
        return header;
    }

    private int header(
            IngressPacket packet, boolean withExtensions, long outSequence, int outTimestamp) {
        int payloadType = payloads.outgoing(packet.payloadType());
        if (payloadType == PayloadMapping.NONE) {
            return NOTHING;
        }
        egress.begin();
        HeaderBuilder builder = egress.header();
        builder.start();
        if (withExtensions) {
            builder.translate(translation, packet.segment(), packet.offset());
        }
        if (!isMidAcknowledged) {
            builder.set(midId, mid);
        }
        if (sendTimeId != 0) {
            builder.set24(sendTimeId, AbsoluteTime.sendTime(packet.arrivalNanos()));
        }
        if (transportSequenceId != 0) {
            builder.set16(transportSequenceId, session.nextTransportSequence());
        }
        MemorySegment slots = egress.slots();
        long at = egress.at();
        int header = builder.write(packet.segment(), packet.offset(), slots, at);
        RtpHeader.putPayloadType(slots, at, payloadType);
        RtpHeader.putSequence(slots, at, (int) outSequence);
        RtpHeader.putTimestamp(slots, at, outTimestamp);
        RtpHeader.putSsrc(slots, at, ssrc);
        sequence = outSequence;
        return header;
    }

    /** Bytes of the packet written last. */
    int length() {
        return length;
    }

    /** Extended sequence number of the packet written last. */
    long sequence() {
        return sequence;
    }

    /** The receiver has bound the SSRC: it needs the mid no longer (RFC 9143 §15). */
    void onReceiverReport() {
        isMidAcknowledged = true;
    }

    boolean isMidAcknowledged() {
        return isMidAcknowledged;
    }

    void restoreMidAcknowledged(boolean acknowledged) {
        isMidAcknowledged = acknowledged;
    }
}
