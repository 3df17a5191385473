package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.forwarding.AudioLevelMeter;
import media.sluice.core.rtp.AudioLevel;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.stream.KeyframeRequester;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/** Media that one session sends into the room, and its way to the consumers. Owned by the room. */
final class Producer implements ProducerIngress {

    private final Room room;
    private final ProducerParameters parameters;
    private final ProducerLayer[] layers;
    private final @Nullable CodecParameters[] codecs = new @Nullable CodecParameters[128];
    private final @Nullable AudioLevelMeter meter;
    private final int audioLevelId;
    private RoomSession session;
    private @Nullable RelayInlet inlet;
    private Consumer[] consumers = {};
    private RelayOutlet[] outlets = {};
    private RecentPackets[] recents = {};
    private boolean isPaused;
    private long packetsDropped;

    Producer(Room room, RoomSession session, ProducerParameters parameters) {
        this.room = room;
        this.session = session;
        this.parameters = parameters;
        int clockRateHz = parameters.codecs().getFirst().clockRateHz();
        layers = new ProducerLayer[parameters.encodings().size()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] =
                    new ProducerLayer(
                            i, clockRateHz, parameters.isVideo(), parameters.isScreenShare());
        }
        for (CodecParameters codec : parameters.codecs()) {
            codecs[codec.payloadType()] = codec;
        }
        audioLevelId = parameters.extensions().idOf(KnownExtension.AUDIO_LEVEL);
        meter = parameters.isVideo() ? null : new AudioLevelMeter(clockRateHz);
    }

    @Override
    public void onPacket(IngressPacket packet) {
        take(packet, null);
    }

    /** A packet from the session, or from a trunk. */
    void take(IngressPacket packet, @Nullable RelayInlet from) {
        ProducerLayer layer = layers[packet.layer()];
        CodecParameters codec = codecs[packet.payloadType()];
        if (codec == null) {
            packetsDropped++;
            return;
        }
        boolean isNewest = layer.onPacket(packet);
        boolean isKeyFrame = false;
        if (packet.payloadLength() > 0) {
            Egress egress = room.egress();
            if (!egress.video()
                    .parse(
                            codec.codec(),
                            packet.segment(),
                            packet.payloadOffset(),
                            packet.payloadLength())) {
                packetsDropped++;
                return;
            }
            isKeyFrame = onMedia(packet, layer, isNewest);
        }
        if (isPaused) {
            return;
        }
        for (RelayOutlet outlet : outlets) {
            if (from == null || outlet.trunk() != from.trunk()) {
                outlet.onPacket(packet, layer);
            }
        }
        for (RecentPackets recent : recents) {
            recent.keep(packet, isKeyFrame, from, outlets);
        }
        Consumer[] receivers = consumers;
        for (Consumer consumer : receivers) {
            consumer.onPacket(packet, layer, codec, isKeyFrame);
        }
    }

    /** True when a decoder can start at this packet, and all that follow are still to come. */
    private boolean onMedia(IngressPacket packet, ProducerLayer layer, boolean isNewest) {
        if (layer.onMedia(packet.arrivalNanos())) {
            room.onLayersChanged(this, packet.arrivalNanos());
        }
        if (meter != null) {
            int level = AudioLevel.read(packet.segment(), packet.offset(), audioLevelId);
            if (level != AudioLevel.ABSENT) {
                meter.observe(AudioLevel.level(level), packet.timestamp(), packet.arrivalNanos());
            }
            return false;
        }
        if (room.egress().video().hasParameterSets()) {
            layer.onParameterSets();
        }
        boolean isStart = room.egress().video().isKeyFrameStart(layer.hasParameterSets());
        if (isStart) {
            layer.requester().onKeyframe();
        }
        return isStart && isNewest;
    }

    @Override
    public void onSenderReport(int layer, long ntp, int rtpTimestamp, long nowNanos) {
        layers[layer].onSenderReport(ntp, rtpTimestamp, nowNanos);
    }

    @Override
    public void onUnrepairable(int layer, long nowNanos) {
        if (!parameters.isVideo() || isPaused) {
            return;
        }
        for (Consumer consumer : consumers) {
            if (consumer.selector().current() == layer) {
                KeyframeRequester requester = layers[layer].requester();
                requester.request(nowNanos);
                pollKeyFrames(nowNanos);
                room.wakeAt(requester.nextDeadlineNanos());
                return;
            }
        }
        for (RelayOutlet outlet : outlets) {
            if ((outlet.layers(nowNanos) & 1 << layer) != 0) {
                layers[layer].requester().request(nowNanos);
                pollKeyFrames(nowNanos);
                room.wakeAt(layers[layer].requester().nextDeadlineNanos());
                return;
            }
        }
    }

    @Override
    public void onBye(int layer, long nowNanos) {
        layers[layer].tracker().reset();
        room.onLayersChanged(this, nowNanos);
    }

    void add(Consumer consumer) {
        Consumer[] more = Arrays.copyOf(consumers, consumers.length + 1);
        more[consumers.length] = consumer;
        consumers = more;
    }

    void remove(Consumer consumer) {
        consumers = Arrays.stream(consumers).filter(c -> c != consumer).toArray(Consumer[]::new);
    }

    Consumer[] consumers() {
        return consumers;
    }

    void pause(boolean paused, long nowNanos) {
        if (isPaused == paused) {
            return;
        }
        isPaused = paused;
        if (paused) {
            resetTrackers();
            room.onLayersChanged(this, nowNanos);
        }
        for (Consumer consumer : consumers) {
            consumer.hold();
        }
    }

    /** Sound: its sender hears of the greatest loss that a receiver has. */
    void onConsumerReport() {
        int ssrc = layers[0].ssrc();
        if (parameters.isVideo() || ssrc == 0) {
            return;
        }
        int greatest = 0;
        for (Consumer consumer : consumers) {
            greatest = Math.max(greatest, consumer.repair().fractionLost());
        }
        for (RelayOutlet outlet : outlets) {
            greatest = Math.max(greatest, outlet.loss());
        }
        session.transport().reportLossAtLeast(ssrc, greatest);
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Closes tracker cycles; true when the set of live layers changed. */
    boolean pollLayers(long nowNanos) {
        if (!parameters.isVideo() || isRelayed()) {
            return false;
        }
        boolean changed = false;
        for (ProducerLayer layer : layers) {
            changed |= layer.tracker().poll(nowNanos);
        }
        if (changed && liveLayers() == 0) {
            // All stopped: muted at the source. The first packet after it shall count at once.
            resetTrackers();
        }
        return changed;
    }

    private void resetTrackers() {
        for (ProducerLayer layer : layers) {
            layer.tracker().reset();
        }
    }

    /** Sends the key frame requests that are due. */
    void pollKeyFrames(long nowNanos) {
        PeerTransport transport = session.transport();
        if (!parameters.isVideo() || !transport.isWritable()) {
            return;
        }
        RelayInlet from = inlet;
        for (ProducerLayer layer : layers) {
            boolean canAsk = from != null || layer.ssrc() != 0;
            if (!canAsk || !layer.requester().poll(nowNanos)) {
                continue;
            }
            if (from == null) {
                transport.requestKeyFrame(layer.ssrc(), nowNanos);
            } else {
                from.askKeyFrame(layer.index(), nowNanos);
            }
        }
    }

    /** When {@link #pollLayers} or {@link #pollKeyFrames} is wanted. */
    long nextDeadlineNanos() {
        if (!parameters.isVideo()) {
            return Long.MAX_VALUE;
        }
        long next = Long.MAX_VALUE;
        for (ProducerLayer layer : layers) {
            if (!isRelayed()) {
                next = Math.min(next, layer.tracker().nextDeadlineNanos());
            }
            if ((isRelayed() || layer.ssrc() != 0) && session.transport().isWritable()) {
                next = Math.min(next, layer.requester().nextDeadlineNanos());
            }
        }
        return next;
    }

    // ---- relays ------------------------------------------------------------------------------

    /** Whether packets come over a trunk and not from a session of this leg. */
    boolean isRelayed() {
        return inlet != null;
    }

    @Nullable RelayInlet inlet() {
        return inlet;
    }

    /** Another source, with the same numbers; whoever receives goes on. */
    void sourceFrom(RoomSession newSession, @Nullable RelayInlet newInlet, long nowNanos) {
        session = newSession;
        boolean changes = isRelayed() != (newInlet != null);
        inlet = newInlet;
        if (changes) {
            for (ProducerLayer layer : layers) {
                layer.relayed(newInlet != null, nowNanos);
            }
        }
        if (newInlet != null) {
            newInlet.attach(this, nowNanos);
        }
        room.wake(nowNanos);
    }

    /** What the other leg says: paused or not, and per layer whether it is live, and its clock. */
    void followState(MemorySegment segment, long at, boolean paused, long nowNanos) {
        boolean changed = false;
        for (int i = 0; i < layers.length; i++) {
            changed |=
                    layers[i].followState(
                            segment, at + (long) i * RelayFrame.STATE_LAYER, nowNanos);
        }
        pause(paused, nowNanos);
        if (changed) {
            room.onLayersChanged(this, nowNanos);
        }
    }

    /** Layers that somebody here wants, one bit each. */
    int wantedLayers() {
        int wanted = 0;
        for (Consumer consumer : consumers) {
            wanted |= consumer.usedLayers();
        }
        for (RelayOutlet outlet : outlets) {
            wanted |= outlet.wanted();
        }
        for (RecentPackets recent : recents) {
            wanted |= recent.layers();
        }
        return wanted & (1 << layers.length) - 1;
    }

    /** Whether anybody here has to do with it. */
    boolean isUsed() {
        return consumers.length + outlets.length + recents.length > 0;
    }

    void add(RelayOutlet outlet) {
        outlets = Arrays.copyOf(outlets, outlets.length + 1);
        outlets[outlets.length - 1] = outlet;
    }

    void remove(RelayOutlet outlet) {
        outlets = Arrays.stream(outlets).filter(o -> o != outlet).toArray(RelayOutlet[]::new);
    }

    RelayOutlet[] outlets() {
        return outlets;
    }

    void add(RecentPackets recent) {
        recents = Arrays.copyOf(recents, recents.length + 1);
        recents[recents.length - 1] = recent;
    }

    void remove(RecentPackets recent) {
        recents = Arrays.stream(recents).filter(r -> r != recent).toArray(RecentPackets[]::new);
    }

    /** Gives a consumer a packet that was kept, as it came. */
    void repeat(IngressPacket packet, boolean isKeyFrame, Consumer consumer) {
        ProducerLayer layer = layers[packet.layer()];
        CodecParameters codec = codecs[packet.payloadType()];
        boolean isReadable =
                codec != null
                        && (packet.payloadLength() == 0
                                || room.egress()
                                        .video()
                                        .parse(
                                                codec.codec(),
                                                packet.segment(),
                                                packet.payloadOffset(),
                                                packet.payloadLength()));
        if (isReadable && codec != null && packet.ssrc() == layer.ssrc()) {
            consumer.onPacket(packet, layer, codec, isKeyFrame);
        }
    }

    /** Layers that carry packets, one bit each. */
    int liveLayers() {
        int live = 0;
        for (ProducerLayer layer : layers) {
            live |= layer.isLive() ? 1 << layer.index() : 0;
        }
        return live;
    }

    /** The layer with this number, or null. */
    @Nullable ProducerLayer layer(int number) {
        return number >= 0 && number < layers.length ? layers[number] : null;
    }

    /** The layer whose stream has this source number, or null if it was replaced. */
    @Nullable ProducerLayer layerOfSource(int source) {
        for (ProducerLayer layer : layers) {
            if (layer.source() == source) {
                return layer;
            }
        }
        return null;
    }

    ProducerLayer[] layers() {
        return layers;
    }

    RoomSession session() {
        return session;
    }

    ProducerParameters parameters() {
        return parameters;
    }

    String id() {
        return parameters.producerId();
    }

    @Nullable AudioLevelMeter meter() {
        return meter;
    }

    long packetsDropped() {
        return packetsDropped;
    }

    void export(StateWriter writer, long nowNanos) {
        writer.begin(1);
        parameters.export(writer);
        writer.bool(isPaused).i32(layers.length);
        for (ProducerLayer layer : layers) {
            layer.export(writer, nowNanos);
        }
        writer.end();
    }

    /** Reads what {@link #export} wrote after the parameters. */
    void restoreState(StateReader reader, long nowNanos) throws CorruptStateException {
        isPaused = reader.bool();
        int count = reader.count(layers.length);
        for (int i = 0; i < count; i++) {
            layers[i].restore(reader, nowNanos);
        }
    }
}
