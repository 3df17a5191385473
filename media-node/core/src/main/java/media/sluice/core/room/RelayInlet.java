package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import media.sluice.core.forwarding.LayerSelector;
import media.sluice.core.rtp.RtpFault;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.trunk.TrunkFrame;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a producer enters the room from a trunk: in place of a session it feeds the producer, and
 * tells the other leg which layers and key frames are wanted here. Owned by the room.
 *
 * <pre>
 *  RESERVED ──attach──► FEEDING ──drain──► DRAINING (late frames only) ──► removed
 * </pre>
 */
final class RelayInlet implements PeerTransport {

    /** An unused relay ends after this. */
    static final long UNUSED_NANOS = 30_000_000_000L;

    /** Frames sent before the producer changed its source arrive within this. */
    private static final long DRAIN_NANOS = 2_000_000_000L;

    private static final long WISH_NANOS = 200_000_000L;
    private static final long IDLE_WISH_NANOS = 1_000_000_000L;

    private final RoomTrunk trunk;
    private final int streamId;
    private final RoomSession session;
    private final IngressPacket packet = new IngressPacket();
    private final int[] keyFrames = new int[LayerSelector.MAX_LAYERS];
    private @Nullable Producer producer;
    private boolean isFeeding;
    private boolean isOnTrial;
    private long counter;
    private long stateCounter = -1;
    private int told = -1;
    private int loss;
    private int toldLoss;
    private long dueNanos = Long.MAX_VALUE;
    private long usedNanos;
    private long drainEndNanos;
    private int repeats;

    RelayInlet(RoomTrunk trunk, int streamId, Room room) {
        this.trunk = trunk;
        this.streamId = streamId;
        session = new RoomSession(room, "");
        session.bind(this);
    }

    /** Feeds this producer from now on. */
    void attach(Producer fed, long nowNanos) {
        producer = fed;
        isFeeding = true;
        usedNanos = nowNanos;
        dueNanos = nowNanos;
        told = -1;
    }

    /** While true the producer's session may come back here, and must not end with the trunk. */
    void trial(boolean now) {
        isOnTrial = now;
    }

    boolean isOnTrial() {
        return isOnTrial;
    }

    /** The producer has another source: only what is under way already is taken. */
    void drain(long nowNanos) {
        isFeeding = false;
        drainEndNanos = nowNanos + DRAIN_NANOS;
        dueNanos = drainEndNanos;
    }

    /** Takes the producer away at once. */
    void detach() {
        isFeeding = false;
        producer = null;
    }

    boolean isDrained(long nowNanos) {
        return producer != null && !isFeeding && nowNanos >= drainEndNanos;
    }

    /** Stands for the other leg where a producer has its session. */
    RoomSession session() {
        return session;
    }

    RoomTrunk trunk() {
        return trunk;
    }

    int streamId() {
        return streamId;
    }

    boolean isFeeding() {
        return isFeeding;
    }

    @Nullable Producer producer() {
        return producer;
    }

    /** Counter of the frame whose packet is being handled. */
    long counter() {
        return counter;
    }

    /** An RTP packet in a frame; false when it cannot be read. */
    boolean onPacket(MemorySegment segment, long at, int length, long frame, long nowNanos) {
        Producer fed = producer;
        long rtp = at + RelayFrame.PACKET_PREFIX;
        int rtpLength = length - RelayFrame.PACKET_PREFIX;
        if (fed == null
                || rtpLength < RtpHeader.FIXED_LENGTH
                || RtpHeader.check(segment, rtp, rtpLength) != RtpFault.NONE
                || RtpHeader.hasPadding(segment, rtp)) {
            return false;
        }
        int source = RelayFrame.source(segment, at);
        ProducerLayer layer = fed.layer(source & (LayerSelector.MAX_LAYERS - 1));
        if (layer == null || source < 0) {
            return false;
        }
        int header = RtpHeader.length(segment, rtp);
        int sequence = RtpHeader.sequence(segment, rtp);
        packet.bytes(segment, rtp, header, rtpLength - header);
        packet.header(
                RtpHeader.payloadType(segment, rtp), sequence, RtpHeader.timestamp(segment, rtp));
        packet.place(
                RtpHeader.ssrc(segment, rtp),
                layer.index(),
                RelayFrame.index(segment, at, sequence),
                nowNanos);
        counter = frame;
        if (isFeeding) {
            layer.follow(packet.ssrc(), source / LayerSelector.MAX_LAYERS);
        }
        fed.take(packet, this);
        return true;
    }

    /** What the other leg says of the producer; false when it cannot be read. */
    boolean onState(MemorySegment segment, long at, int length, long frame, long nowNanos) {
        Producer fed = producer;
        if (fed == null || length < RelayFrame.STATE_PREFIX) {
            return false;
        }
        int count = Bytes.u8(segment, at + 1);
        if (count != fed.layers().length
                || length != RelayFrame.STATE_PREFIX + count * RelayFrame.STATE_LAYER) {
            return false;
        }
        if (!isFeeding || frame <= stateCounter) {
            return true;
        }
        stateCounter = frame;
        fed.followState(
                segment,
                at + RelayFrame.STATE_PREFIX,
                (Bytes.u8(segment, at) & RelayFrame.PAUSED) != 0,
                nowNanos);
        return true;
    }

    /** Tells the wish when it has changed or it is time to; counts how long nobody wants it. */
    void poll(long nowNanos) {
        Producer fed = producer;
        if (fed == null || !isFeeding) {
            return;
        }
        if (fed.isUsed()) {
            usedNanos = nowNanos;
        }
        int wanted = fed.wantedLayers();
        if (wanted != told || loss != toldLoss) {
            told = wanted;
            toldLoss = loss;
            repeats = 0;
            tell(nowNanos);
        } else if (nowNanos >= dueNanos) {
            tell(nowNanos);
        }
    }

    private void tell(long nowNanos) {
        // A wish that was lost is repeated soon, one that was heard need not be.
        dueNanos = nowNanos + (repeats < 5 ? WISH_NANOS : IDLE_WISH_NANOS);
        repeats++;
        MemorySegment slots = trunk.trunk().begin();
        long at = trunk.trunk().at();
        Bytes.put8(slots, at, Math.max(0, told));
        Bytes.put8(slots, at + 1, loss);
        for (int i = 0; i < LayerSelector.MAX_LAYERS; i++) {
            Bytes.put8(slots, at + 2 + i, keyFrames[i]);
        }
        trunk.trunk().send(TrunkFrame.WISH, streamId, RelayFrame.WISH_LENGTH);
    }

    /** The relay was asked for again: it is not unused. */
    void touch(long nowNanos) {
        usedNanos = nowNanos;
    }

    boolean isUnused(long nowNanos) {
        return isFeeding && nowNanos - usedNanos >= UNUSED_NANOS;
    }

    long nextDeadlineNanos() {
        return dueNanos;
    }

    /** Asks the other leg for a key frame of a layer. */
    void askKeyFrame(int layer, long nowNanos) {
        keyFrames[layer] = keyFrames[layer] + 1 & 0xFF;
        Producer fed = producer;
        told = fed == null ? 0 : fed.wantedLayers();
        repeats = 0;
        tell(nowNanos);
    }

    // ---- in place of a session ---------------------------------------------------------------

    @Override
    public boolean isWritable() {
        return isFeeding && trunk.isAlive();
    }

    @Override
    public int sendSocket() {
        return -1;
    }

    @Override
    public @Nullable TransportAddress remote() {
        return null;
    }

    @Override
    public @Nullable SrtpSender srtpSender() {
        return null;
    }

    @Override
    public boolean sendRtcp(
            MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos) {
        return false;
    }

    /** A layer is asked for by its number: {@link #askKeyFrame}. */
    @Override
    public void requestKeyFrame(int ssrc, long nowNanos) {}

    @Override
    public void onSent(int length) {}

    @Override
    public void onRoundTrip(long nanos) {}

    @Override
    public long roundTripNanos() {
        return trunk.trunk().roundTripNanos();
    }

    @Override
    public long nacksSent(int ssrc) {
        return 0;
    }

    @Override
    public void reportLossAtLeast(int ssrc, int fraction) {
        loss = Math.clamp(fraction, 0, 255);
    }

    @Override
    public void receive(ProducerParameters parameters, ProducerIngress ingress) {}

    @Override
    public void stopReceiving(ProducerIngress ingress) {}
}
