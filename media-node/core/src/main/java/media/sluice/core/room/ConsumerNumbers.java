package media.sluice.core.room;

import media.sluice.core.codec.Codec;
import media.sluice.core.codec.Vp8Descriptor;
import media.sluice.core.forwarding.RtpRewriter;
import media.sluice.core.forwarding.RtpRewriter.Action;
import media.sluice.core.forwarding.Vp8Munger;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one consumer's stream across its sources: sequence numbers, timestamps and picture
 * ids without a gap, in step with the SRTP indexes of the session. Owned by its consumer.
 */
final class ConsumerNumbers {

    private final Egress egress;
    private final RoomSession session;
    private final Producer producer;
    private final int ssrc;
    private final boolean isVideo;
    private final int clockRateHz;
    private final RtpRewriter rewriter;
    private final Vp8Munger munger = new Vp8Munger();
    private @Nullable SrtpSender boundSender;
    private @Nullable SrtpSendStream stream;

    ConsumerNumbers(Egress egress, RoomSession session, Producer producer, int ssrc) {
        this.egress = egress;
        this.session = session;
        this.producer = producer;
        this.ssrc = ssrc;
        isVideo = producer.parameters().isVideo();
        clockRateHz = producer.parameters().codecs().getFirst().clockRateHz();
        rewriter = new RtpRewriter(clockRateHz);
    }

    /** Source that the stream goes on from. */
    int source() {
        return rewriter.source();
    }

    RtpRewriter rewriter() {
        return rewriter;
    }

    Vp8Munger munger() {
        return munger;
    }

    int clockRateHz() {
        return clockRateHz;
    }

    /** The session's SRTP stream; null before its handshake. */
    @Nullable SrtpSendStream stream() {
        SrtpSender sender = session.transport().srtpSender();
        if (sender == null) {
            return null;
        }
        if (sender != boundSender) {
            boundSender = sender;
            SrtpSendStream found = sender.stream(ssrc);
            if (found != null && !isVideo) {
                found.leaseAhead(SrtpSendStream.AUDIO_LEASE);
            }
            stream = found;
        }
        return stream;
    }

    /**
     * Goes on with another source, or the same one again, from this packet; false if it may not.
     */
    boolean enter(IngressPacket packet, int source, CodecParameters codec) {
        SrtpSendStream out = stream();
        long next = out == null ? SrtpSendStream.NO_INDEX : out.nextIndex();
        if (out == null || next == SrtpSendStream.NO_INDEX) {
            return false;
        }
        boolean wasUsed = out.highestIndex() >= 0;
        if (wasUsed && (!rewriter.hasSent() || next > rewriter.highestSequence() + 1)) {
            skipTo(next);
        }
        if (codec.codec() == Codec.VP8) {
            munger.anchor(egress.video().vp8(), source != rewriter.source());
        }
        rewriter.anchor(
                source,
                packet.index(),
                packet.timestamp(),
                packet.arrivalNanos(),
                relation(source, packet.timestamp()));
        return true;
    }

    /** Timestamp of the new source less the timestamp of the current one at the same instant. */
    private long relation(int newSource, int newTimestamp) {
        ProducerLayer from = producer.layerOfSource(rewriter.source());
        ProducerLayer to = producer.layerOfSource(newSource);
        if (from == null
                || to == null
                || from == to
                || !from.clock().isKnown()
                || !to.clock().isKnown()) {
            return RtpRewriter.RELATION_UNKNOWN;
        }
        int same = from.clock().timestampOf(to.clock(), newTimestamp, clockRateHz);
        int ahead = newTimestamp - same;
        return ahead;
    }

    private void skipTo(long next) {
        long left = next - rewriter.highestSequence();
        rewriter.skipTo(next);
        if (isVideo) {
            munger.skip(Math.clamp(left, 0, SrtpSendStream.VIDEO_LEASE));
        }
    }

    /** Gives a packet its numbers, unless it is left out; a picture's payload was parsed before. */
    Action map(IngressPacket packet, int source, CodecParameters codec) {
        boolean isRemoved = packet.payloadLength() == 0;
        if (!isRemoved && codec.codec() == Codec.VP8) {
            Vp8Descriptor vp8 = egress.video().vp8();
            isRemoved = !(source == rewriter.source() ? munger.map(vp8) : munger.mapPrevious(vp8));
        }
        return rewriter.map(
                source, packet.index(), packet.timestamp(), isRemoved, packet.arrivalNanos());
    }

    /** Whether the session's SRTP lease has jumped beyond the numbers. */
    boolean isBehindLease(SrtpSendStream out) {
        long next = out.nextIndex();
        return next != SrtpSendStream.NO_INDEX && next > rewriter.highestSequence();
    }

    void export(StateWriter out, long nowNanos) {
        rewriter.export(out, nowNanos);
        munger.export(out);
    }

    void restore(StateReader reader, long nowNanos) throws CorruptStateException {
        rewriter.restore(reader, nowNanos);
        munger.restore(reader);
    }
}
