package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import media.sluice.core.forwarding.LayerSelector;
import media.sluice.core.forwarding.LayerSelector.Decision;
import media.sluice.core.forwarding.RtpRewriter;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.ExtensionTranslation;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.stream.KeyframeWait;
import media.sluice.core.stream.SenderReports;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** One producer as one session receives it: layer choice, numbers, reports. Owned by the room. */
final class Consumer {

    private static final int NO_EVENT = -2;

    private final Room room;
    private final RoomSession session;
    private final Producer producer;
    private final ConsumerParameters parameters;
    private final boolean isVideo;
    private final PayloadMapping payloads;
    private final LayerSelector selector;
    private final ConsumerNumbers numbers;
    private final KeyframeWait wait = new KeyframeWait();
    private final ConsumerWriter writer;
    private final ConsumerRepair repair;
    private final SenderReports reports;
    private final byte[] cname;
    private ConsumerSettings settings;
    private boolean isStarted;
    private int reportedLayer = NO_EVENT;
    private long packetsDropped;

    Consumer(
            Room room,
            RoomSession session,
            Producer producer,
            ConsumerParameters parameters,
            ConsumerSettings settings) {
        this.room = room;
        this.session = session;
        this.producer = producer;
        this.parameters = parameters;
        this.settings = settings;
        isVideo = producer.parameters().isVideo();
        payloads = new PayloadMapping(producer.parameters().codecs(), parameters.codecs());
        selector = new LayerSelector(isVideo);
        numbers = new ConsumerNumbers(room.egress(), session, producer, parameters.ssrc());
        reports = new SenderReports(parameters.ssrc(), numbers.clockRateHz());
        cname = parameters.cname().getBytes(StandardCharsets.UTF_8);
        repair = new ConsumerRepair(room.egress(), session, parameters, payloads, isVideo);
        writer =
                new ConsumerWriter(
                        room.egress(),
                        session,
                        parameters,
                        payloads,
                        new ExtensionTranslation(
                                producer.parameters().extensions(), parameters.extensions()));
        apply(settings);
        selector.live(producer.liveLayers());
    }

    /** Changes what is wanted. */
    void apply(ConsumerSettings wanted) {
        settings = wanted;
        selector.want(wanted.spatialLayer());
        numbers.munger().layers(wanted.temporalLayer());
        selector.pause(wanted.isPaused());
    }

    /** A packet of the producer. */
    void onPacket(
            IngressPacket packet, ProducerLayer layer, CodecParameters codec, boolean isKeyFrame) {
        if (!session.isWritable()) {
            if (selector.current() != LayerSelector.NONE) {
                selector.hold();
            }
            return;
        }
        int source = layer.source();
        Decision decision = selector.decide(layer.index(), isKeyFrame);
        if (decision == Decision.SWITCH) {
            if (!numbers.enter(packet, source, codec)) {
                selector.hold();
                return;
            }
            wait.stop();
            report(selector.current());
            if (producer.isRelayed()) {
                // The layer before is not wanted any more.
                room.wake(packet.arrivalNanos());
            }
        } else if (decision == Decision.DROP || source != numbers.source()) {
            if (!numbers.rewriter().isMissing(source, packet.index())) {
                restartIfReplaced(decision, packet.arrivalNanos());
                return;
            }
        }
        forward(packet, source, codec);
    }

    /** The sender replaced the stream that is forwarded: begin again at its next key frame. */
    private void restartIfReplaced(Decision decision, long nowNanos) {
        if (decision == Decision.FORWARD && producer.layerOfSource(numbers.source()) == null) {
            selector.hold();
            room.wake(nowNanos);
        }
    }

    private void forward(IngressPacket packet, int source, CodecParameters codec) {
        if (payloads.unwraps(packet.payloadType()) && packet.payloadLength() > 0) {
            forwardUnwrapped(packet, source);
            return;
        }
        RtpRewriter.Action action = numbers.map(packet, source, codec);
        switch (action) {
            case FORWARD ->
                    sent(writer.write(packet, numbers.rewriter(), codec, numbers.munger()), packet);
            case FILLER -> sent(writer.writeFiller(packet, numbers.rewriter()), packet);
            case REMOVED, DUPLICATE, TOO_OLD, OTHER_SOURCE -> packetsDropped++;
        }
    }

    /** RFC 2198: the primary in the packet's place, and older blocks where a packet is missing. */
    private void forwardUnwrapped(IngressPacket packet, int source) {
        var red = room.egress().red();
        if (!red.parse(packet.segment(), packet.payloadOffset(), packet.payloadLength())) {
            packetsDropped++;
            return;
        }
        RtpRewriter rewriter = numbers.rewriter();
        // First, so that the places of lost packets before it are kept.
        RtpRewriter.Action action =
                rewriter.map(
                        source, packet.index(), packet.timestamp(), false, packet.arrivalNanos());
        long sequence = rewriter.outSequence();
        int timestamp = rewriter.outTimestamp();
        int blocks = red.redundantBlocks();
        for (int i = 0; i < blocks; i++) {
            long lost = packet.index() - (blocks - i);
            if (red.length(i) > 0 && rewriter.isMissing(source, lost)) {
                int then = packet.timestamp() - red.timestampOffset(i);
                rewriter.map(source, lost, then, false, packet.arrivalNanos());
                sent(
                        writer.writeBlock(
                                packet, i, rewriter.outSequence(), rewriter.outTimestamp()),
                        packet);
            }
        }
        if (action == RtpRewriter.Action.FORWARD) {
            sent(writer.writeBlock(packet, red.primary(), sequence, timestamp), packet);
        } else {
            packetsDropped++;
        }
    }

    /** Queues what the writer wrote; {@code headerLength} is negative if it wrote nothing. */
    private void sent(int headerLength, IngressPacket packet) {
        SrtpSendStream out = numbers.stream();
        if (headerLength < 0 || out == null) {
            packetsDropped++;
            return;
        }
        int sequence = (int) writer.sequence() & 0xFFFF;
        int length = writer.length();
        MemorySegment slots = room.egress().slots();
        repair.keepPlain(sequence, slots, room.egress().at(), length, packet.arrivalNanos());
        int staged = session.stage(out, sequence, headerLength, length, repair.sealedFor(this));
        if (staged < 0) {
            onRefused(out, packet.arrivalNanos());
            return;
        }
        repair.onSent(length - headerLength, packet.arrivalNanos());
        reports.onPacketSent(length - headerLength, packet.arrivalNanos());
        if (!isStarted) {
            isStarted = true;
            room.emit(new RoomEvent.ConsumerStarted(parameters.consumerId()));
            room.wake(packet.arrivalNanos());
        }
    }

    private void onRefused(SrtpSendStream out, long nowNanos) {
        packetsDropped++;
        if (numbers.isBehindLease(out)) {
            // The lease jumped: go on behind it, for pictures at a key frame.
            selector.hold();
            room.wake(nowNanos);
        }
    }

    /** The producer's live layers changed. */
    void onLiveLayers(int live) {
        selector.live(live);
    }

    /** Layers it forwards or waits for, one bit each. */
    int usedLayers() {
        int current = selector.current();
        int target = selector.target();
        return (current < 0 ? 0 : 1 << current) | (target < 0 ? 0 : 1 << target);
    }

    /** Whether a kept packet is beyond what was forwarded, or fills a gap of it. */
    boolean isNew(IngressPacket packet) {
        ProducerLayer layer = producer.layer(packet.layer());
        RtpRewriter rewriter = numbers.rewriter();
        return layer != null
                && (layer.source() != rewriter.source()
                        || rewriter.isAhead(packet.index())
                        || rewriter.isMissing(layer.source(), packet.index()));
    }

    /** Forwards nothing until it can start again (pictures: at a key frame). */
    void hold() {
        selector.hold();
        report(LayerSelector.NONE);
    }

    /** Asks for the key frame it waits for, when it is time to. */
    void pollKeyFrame(long nowNanos) {
        if (selector.pollKeyFrameWanted() != LayerSelector.NONE) {
            wait.stop();
            wait.start(nowNanos);
        }
        if (!isVideo || !selector.isWaiting() || producer.isPaused()) {
            wait.stop();
        }
        ProducerLayer layer = producer.layer(selector.target());
        if (wait.isWaiting() && layer != null && session.isWritable()) {
            wait.poll(
                    layer.requester(), Math.max(0, producer.session().roundTripNanos()), nowNanos);
        }
        if (selector.target() == LayerSelector.NONE && isStarted) {
            report(LayerSelector.NONE);
        }
    }

    /** The receiver lost pictures. */
    void onKeyFrameRequest(long nowNanos) {
        repair.countKeyFrameRequest();
        ProducerLayer layer = producer.layer(selector.current());
        if (layer != null) {
            layer.requester().request(nowNanos);
            producer.pollKeyFrames(nowNanos);
            room.wakeAt(layer.requester().nextDeadlineNanos());
        }
    }

    /** When {@link #pollKeyFrame} or {@link #writeReport} is wanted. */
    long nextDeadlineNanos() {
        if (!session.isWritable()) {
            return Long.MAX_VALUE;
        }
        boolean canReport = producer.layerOfSource(numbers.source()) != null;
        long next = canReport ? reports.nextDeadlineNanos() : Long.MAX_VALUE;
        return Math.min(next, wait.nextDeadlineNanos());
    }

    /** Adds a sender report if one is due; false if it did not fit. */
    boolean writeReport(RtcpWriter rtcp, long nowNanos) {
        if (!reports.isDue(nowNanos)) {
            return true;
        }
        ProducerLayer layer = producer.layerOfSource(numbers.source());
        if (rtcp.remaining() < 28 + 16 + cname.length) {
            return false;
        }
        if (layer == null) {
            return true;
        }
        if (reports.write(rtcp, layer.clock(), numbers.rewriter().translate(0), nowNanos)) {
            rtcp.sourceDescription(parameters.ssrc(), cname);
        }
        return true;
    }

    void onReceiverReport(int fractionLost, int cumulativeLost, int jitter, long roundTripNanos) {
        writer.onReceiverReport();
        repair.onReceiverReport(fractionLost, cumulativeLost, jitter, roundTripNanos);
        producer.onConsumerReport();
    }

    private void report(int layer) {
        if (isVideo && layer != reportedLayer) {
            reportedLayer = layer;
            room.emit(new RoomEvent.ConsumerLayerChanged(parameters.consumerId(), layer));
        }
    }

    void keepSealed(int sequence, MemorySegment segment, long at, int length) {
        repair.keepSealed(sequence, segment, at, length);
    }

    ConsumerRepair repair() {
        return repair;
    }

    SenderReports reports() {
        return reports;
    }

    LayerSelector selector() {
        return selector;
    }

    Producer producer() {
        return producer;
    }

    RoomSession session() {
        return session;
    }

    ConsumerParameters parameters() {
        return parameters;
    }

    ConsumerSettings settings() {
        return settings;
    }

    String id() {
        return parameters.consumerId();
    }

    int ssrc() {
        return parameters.ssrc();
    }

    int clockRateHz() {
        return numbers.clockRateHz();
    }

    long packetsDropped() {
        return packetsDropped;
    }

    void export(StateWriter out, long nowNanos) {
        out.begin(1);
        parameters.export(out);
        out.bool(settings.isPaused()).u8(settings.spatialLayer());
        out.u8(settings.temporalLayer()).u8(settings.priority());
        out.bool(isStarted).bool(writer.isMidAcknowledged()).i32(repair.nextRtxSequence());
        selector.export(out);
        numbers.export(out, nowNanos);
        reports.export(out);
        out.end();
    }

    static ConsumerSettings restoreSettings(StateReader reader) throws CorruptStateException {
        boolean isPaused = reader.bool();
        int spatial = reader.u8();
        int temporal = reader.u8();
        int priority = reader.u8();
        reader.require(spatial <= 3 && temporal <= 7 && priority > 0, "setting out of range");
        return new ConsumerSettings(isPaused, spatial, temporal, priority);
    }

    /** Reads what {@link #export} wrote after the settings. */
    void restoreState(StateReader reader, long nowNanos) throws CorruptStateException {
        isStarted = reader.bool();
        writer.restoreMidAcknowledged(reader.bool());
        repair.restoreNextRtxSequence(reader.i32());
        selector.restore(reader);
        numbers.restore(reader, nowNanos);
        reports.restore(reader, nowNanos);
        reportedLayer = isVideo ? selector.current() : NO_EVENT;
    }
}
