package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.rtp.HeaderExtensions;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.stream.RepeatForm;
import media.sluice.core.stream.RepeatVerdict;
import media.sluice.core.stream.RetransmissionCache;
import media.sluice.core.stream.RetransmissionCache.Capacity;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** What one consumer sent, to be sent again, and what its receiver says of the loss. */
final class ConsumerRepair {

    private static final Capacity VIDEO = new Capacity(32 * 1024, 64);
    private static final Capacity MOST_VIDEO = new Capacity(512 * 1024, 512);
    private static final Capacity AUDIO = new Capacity(8 * 1024, 64);
    private static final Capacity MOST_AUDIO = new Capacity(48 * 1024, 256);

    /** Repeats of a packet are this far apart while the round trip is unknown. */
    private static final long DEFAULT_ROUND_TRIP_NANOS = 20_000_000L;

    private final Egress egress;
    private final RoomSession session;
    private final PayloadMapping payloads;
    private final RepeatForm form;
    private final boolean isVideo;
    private final int rtxSsrc;
    private final int sendTimeId;
    private final int transportSequenceId;
    private final ByteRate rate = new ByteRate();

    /**
     * Comes with the first packet: many consumers are paused from their beginning, as their tile is
     * not seen.
     */
    private @Nullable RetransmissionCache cache;

    private @Nullable SrtpSender boundSender;
    private @Nullable SrtpSendStream rtxStream;
    private int nextRtxSequence = 1;
    private long roundTripNanos = -1;
    private long lastNanos;
    private long packetsSent;
    private long bytesSent;
    private long packetsRetransmitted;
    private long nacksReceived;
    private long keyFrameRequests;
    private int fractionLost;
    private long cumulativeLost;
    private int jitter;
    private long qualitySent;
    private long qualityLost;
    private long qualityRepeated;

    ConsumerRepair(
            Egress egress,
            RoomSession session,
            ConsumerParameters parameters,
            PayloadMapping payloads,
            boolean isVideo) {
        this.egress = egress;
        this.session = session;
        this.payloads = payloads;
        rtxSsrc = parameters.rtxSsrc();
        boolean hasRtx =
                rtxSsrc != 0 && parameters.codecs().stream().anyMatch(CodecParameters::hasRtx);
        form = hasRtx ? RepeatForm.RTX : RepeatForm.SEALED;
        this.isVideo = isVideo;
        sendTimeId = parameters.extensions().idOf(KnownExtension.ABS_SEND_TIME);
        transportSequenceId = parameters.extensions().idOf(KnownExtension.TRANSPORT_SEQUENCE);
    }

    /** Keeps a packet about to be sealed, if repeats go as RTX. */
    void keepPlain(int sequence, MemorySegment segment, long at, int length, long nowNanos) {
        lastNanos = nowNanos;
        if (form == RepeatForm.RTX) {
            cache().store(sequence, segment, at, length, lastNanos);
        }
    }

    /** The consumer that wants the sealed bytes, if repeats are those. */
    @Nullable Consumer sealedFor(Consumer consumer) {
        return form == RepeatForm.SEALED ? consumer : null;
    }

    void keepSealed(int sequence, MemorySegment segment, long at, int length) {
        cache().store(sequence, segment, at, length, lastNanos);
    }

    private RetransmissionCache cache() {
        var made = cache;
        if (made == null) {
            made =
                    new RetransmissionCache(
                            isVideo ? VIDEO : AUDIO, isVideo ? MOST_VIDEO : MOST_AUDIO, form);
            cache = made;
        }
        return made;
    }

    void onSent(int payloadLength, long nowNanos) {
        packetsSent++;
        bytesSent += payloadLength;
        rate.add(payloadLength, nowNanos);
    }

    /** Sends again what the receiver reports lost and the cache still has. */
    void onNack(int sequence, int following, long nowNanos) {
        repeat(sequence, nowNanos);
        for (int mask = following; mask != 0; mask &= mask - 1) {
            repeat((sequence + 1 + Integer.numberOfTrailingZeros(mask)) & 0xFFFF, nowNanos);
        }
    }

    private void repeat(int sequence, long nowNanos) {
        nacksReceived++;
        var sent = cache;
        if (sent == null || !session.isWritable()) {
            return;
        }
        long roundTrip = roundTripNanos < 0 ? DEFAULT_ROUND_TRIP_NANOS : roundTripNanos;
        if (sent.request(sequence, nowNanos, roundTrip) != RepeatVerdict.SEND) {
            return;
        }
        if (form == RepeatForm.SEALED) {
            repeatSealed(sent);
        } else {
            repeatAsRtx(sent, nowNanos);
        }
    }

    private void repeatSealed(RetransmissionCache sent) {
        TransportAddress remote = session.transport().remote();
        if (remote != null) {
            int socket = session.transport().sendSocket();
            if (egress.sendSealed(sent.segment(), sent.at(), sent.length(), socket, remote)) {
                session.transport().onSent(sent.length());
                packetsRetransmitted++;
            }
        }
    }

    private void repeatAsRtx(RetransmissionCache sent, long nowNanos) {
        SrtpSendStream out = rtxStream();
        int type = payloads.repair(RtpHeader.payloadType(sent.segment(), sent.at()));
        if (out == null
                || type == PayloadMapping.NONE
                || out.nextIndex() == SrtpSendStream.NO_INDEX) {
            return;
        }
        if (out.highestIndex() >= 0 && (int) out.nextIndex() != nextRtxSequence) {
            nextRtxSequence = (int) out.nextIndex();
        }
        egress.begin();
        MemorySegment slots = egress.slots();
        long at = egress.at();
        int length = sent.writeRtx(slots, at, type, nextRtxSequence & 0xFFFF, rtxSsrc);
        renew(slots, at, nowNanos);
        int header = RtpHeader.length(slots, at);
        if (session.stage(out, nextRtxSequence & 0xFFFF, header, length, null) >= 0) {
            nextRtxSequence++;
            packetsRetransmitted++;
        }
    }

    /** Transport-wide number and send time belong to one transmission. */
    private void renew(MemorySegment slots, long at, long nowNanos) {
        if (transportSequenceId != 0) {
            long found = HeaderExtensions.find(slots, at, transportSequenceId);
            if (found != HeaderExtensions.ABSENT && HeaderExtensions.length(found) == 2) {
                Bytes.put16(slots, HeaderExtensions.at(found), session.nextTransportSequence());
            }
        }
        if (sendTimeId != 0) {
            long found = HeaderExtensions.find(slots, at, sendTimeId);
            if (found != HeaderExtensions.ABSENT && HeaderExtensions.length(found) == 3) {
                Bytes.put24(slots, HeaderExtensions.at(found), AbsoluteTime.sendTime(nowNanos));
            }
        }
    }

    private @Nullable SrtpSendStream rtxStream() {
        SrtpSender sender = session.transport().srtpSender();
        if (sender == null) {
            return null;
        }
        if (sender != boundSender) {
            boundSender = sender;
            rtxStream = sender.stream(rtxSsrc);
        }
        return rtxStream;
    }

    void onReceiverReport(int fraction, int cumulative, int newJitter, long newRoundTripNanos) {
        fractionLost = fraction;
        cumulativeLost = cumulative;
        jitter = newJitter;
        if (newRoundTripNanos >= 0) {
            roundTripNanos = newRoundTripNanos;
        }
    }

    void countKeyFrameRequest() {
        keyFrameRequests++;
    }

    /** To the receiver and back; -1 when unknown. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    long packetsSent() {
        return packetsSent;
    }

    long bytesSent() {
        return bytesSent;
    }

    long packetsRetransmitted() {
        return packetsRetransmitted;
    }

    long nacksReceived() {
        return nacksReceived;
    }

    long keyFrameRequests() {
        return keyFrameRequests;
    }

    int fractionLost() {
        return fractionLost;
    }

    /** In timestamp units, as last reported. */
    int jitter() {
        return jitter;
    }

    long bitrateBps(long nowNanos) {
        return rate.bps(nowNanos);
    }

    /** Packets sent since the last call. */
    long takeSent() {
        long since = packetsSent - qualitySent;
        qualitySent = packetsSent;
        return since;
    }

    /** Packets reported lost and not repeated since the last call. */
    long takeLost() {
        long lost = cumulativeLost - qualityLost;
        long repeated = packetsRetransmitted - qualityRepeated;
        qualityLost = cumulativeLost;
        qualityRepeated = packetsRetransmitted;
        return Math.max(0, lost - repeated);
    }

    int nextRtxSequence() {
        return nextRtxSequence;
    }

    void restoreNextRtxSequence(int next) {
        nextRtxSequence = next;
    }
}
