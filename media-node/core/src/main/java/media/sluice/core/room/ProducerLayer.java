package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import media.sluice.core.forwarding.LayerSelector;
import media.sluice.core.stream.KeyframeRequester;
import media.sluice.core.stream.PublisherClock;
import media.sluice.core.stream.ReceiveStatistics;
import media.sluice.core.stream.StreamTracker;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Serial;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** One RTP stream of a producer as the room sees it. */
final class ProducerLayer {

    private static final int MAX_GENERATION = 1 << 24;
    private static final long MAX_RATE = 0xFFFF_FFFFL;

    private final int index;
    private final int clockRateHz;
    private final boolean isVideo;
    private final StreamTracker tracker;
    private final KeyframeRequester requester;
    private final PublisherClock clock = new PublisherClock();
    private final ByteRate rate = new ByteRate();
    private ReceiveStatistics statistics;
    private int ssrc;
    private int generation;
    private long highestIndex = Long.MIN_VALUE;
    private boolean hasParameterSets;
    private long bytesReceived;
    private long qualityExpected;
    private long qualityLost;
    private boolean isRelayed;
    private boolean isLiveThere;
    private long bitrateThere;

    ProducerLayer(int index, int clockRateHz, boolean isVideo, boolean isScreenShare) {
        this.index = index;
        this.clockRateHz = clockRateHz;
        this.isVideo = isVideo;
        tracker = new StreamTracker(judgement(index, isScreenShare));
        requester = KeyframeRequester.ofLayer(index);
        statistics = new ReceiveStatistics(0, clockRateHz);
    }

    private static StreamTracker.Judgement judgement(int index, boolean isScreenShare) {
        if (isScreenShare) {
            return StreamTracker.Judgement.SCREEN_SHARE;
        }
        return index == 0 ? StreamTracker.Judgement.LOW_VIDEO : StreamTracker.Judgement.UPPER_VIDEO;
    }

    /** Takes a packet into account; true when it is the newest of the layer so far. */
    boolean onPacket(IngressPacket packet) {
        if (packet.ssrc() != ssrc) {
            bind(packet.ssrc());
        }
        statistics.onPacket(packet.sequence(), packet.timestamp(), packet.arrivalNanos());
        bytesReceived += packet.payloadLength();
        rate.add(packet.payloadLength(), packet.arrivalNanos());
        if (highestIndex != Long.MIN_VALUE && !isRelayed) {
            // Packets and repairs were extended by different rules: one rule from here on.
            packet.reindex(Serial.unwrap16(highestIndex, packet.sequence()));
        }
        boolean isNewest = packet.index() > highestIndex;
        highestIndex = Math.max(highestIndex, packet.index());
        return isNewest;
    }

    private void bind(int newSsrc) {
        if (ssrc != 0 && !isRelayed) {
            // The sender replaced its stream: other numbers, other clock.
            generation++;
        }
        ssrc = newSsrc;
        statistics = new ReceiveStatistics(newSsrc, clockRateHz);
        highestIndex = Long.MIN_VALUE;
        hasParameterSets = false;
        qualityExpected = 0;
        qualityLost = 0;
    }

    /** Counts a packet with payload; true when the layer became live. */
    boolean onMedia(long nowNanos) {
        return !isRelayed && tracker.onPacket(nowNanos);
    }

    /** From now on the other leg says what is live, or this one sees for itself again. */
    void relayed(boolean relayed, long nowNanos) {
        boolean wasLive = isLive();
        isLiveThere = wasLive;
        isRelayed = relayed;
        tracker.reset();
        if (!relayed && wasLive) {
            tracker.onPacket(nowNanos);
        }
    }

    /** The stream as the other leg numbers it. */
    void follow(int newSsrc, int newGeneration) {
        if (newSsrc != ssrc) {
            bind(newSsrc);
        }
        generation = newGeneration;
    }

    /** Writes {@link RelayFrame#STATE_LAYER} bytes for another leg. */
    void writeState(MemorySegment segment, long at, long nowNanos) {
        int flags = isLive() ? RelayFrame.LIVE : 0;
        flags |= hasParameterSets ? RelayFrame.PARAMETER_SETS : 0;
        flags |= clock.isKnown() ? RelayFrame.CLOCK : 0;
        Bytes.put8(segment, at, flags);
        Bytes.put32(segment, at + 1, ssrc);
        Bytes.put32(segment, at + 5, generation);
        Bytes.put32(segment, at + 9, Math.min(bitrateBps(nowNanos), MAX_RATE));
        clock.write(segment, at + 13, nowNanos);
    }

    /** Takes what {@link #writeState} wrote at another leg; true when the layer comes or goes. */
    boolean followState(MemorySegment segment, long at, long nowNanos) {
        int flags = Bytes.u8(segment, at);
        int newSsrc = Bytes.i32(segment, at + 1);
        int newGeneration = Bytes.i32(segment, at + 5);
        if (newSsrc != 0 && newGeneration >= 0 && newGeneration < MAX_GENERATION) {
            follow(newSsrc, newGeneration);
        }
        bitrateThere = Bytes.u32(segment, at + 9);
        hasParameterSets |= (flags & RelayFrame.PARAMETER_SETS) != 0;
        if ((flags & RelayFrame.CLOCK) != 0) {
            clock.read(segment, at + 13, nowNanos);
        }
        boolean before = isLiveThere;
        isLiveThere = (flags & RelayFrame.LIVE) != 0;
        return before != isLiveThere;
    }

    /** Names this stream for the rewriters; another number after the sender replaced it. */
    int source() {
        return generation * LayerSelector.MAX_LAYERS + index;
    }

    int index() {
        return index;
    }

    /** 0 while it is not known. */
    int ssrc() {
        return ssrc;
    }

    boolean isLive() {
        if (isRelayed) {
            return isLiveThere;
        }
        // Silence of sound is no fault: once heard it is there.
        return isVideo ? tracker.isLive() : tracker.state() != StreamTracker.State.UNSEEN;
    }

    StreamTracker tracker() {
        return tracker;
    }

    KeyframeRequester requester() {
        return requester;
    }

    PublisherClock clock() {
        return clock;
    }

    ReceiveStatistics statistics() {
        return statistics;
    }

    boolean hasParameterSets() {
        return hasParameterSets;
    }

    void onParameterSets() {
        hasParameterSets = true;
    }

    void onSenderReport(long ntp, int rtpTimestamp, long nowNanos) {
        clock.onSenderReport(ntp, rtpTimestamp, nowNanos);
        statistics.onSenderReport(ntp, nowNanos);
    }

    long bytesReceived() {
        return bytesReceived;
    }

    /** Of the layer where it comes from; a relayed one need not flow here. */
    long bitrateBps(long nowNanos) {
        return isRelayed ? bitrateThere : rate.bps(nowNanos);
    }

    long jitterMicros() {
        return statistics.jitter() * 1_000_000L / clockRateHz;
    }

    /** Packets expected since the last call. */
    long takeExpected() {
        long now = statistics.expected();
        long since = now - qualityExpected;
        qualityExpected = now;
        return Math.max(0, since);
    }

    /** Packets lost and not repaired since the last call. */
    long takeLost() {
        long now = Math.max(0, statistics.lost());
        long since = now - qualityLost;
        qualityLost = now;
        return Math.max(0, since);
    }

    void export(StateWriter writer, long nowNanos) {
        writer.begin(1).i32(ssrc).i32(generation).i64(highestIndex).bool(hasParameterSets);
        writer.bool(isLive());
        clock.export(writer, nowNanos);
        statistics.export(writer);
        writer.end();
    }

    void restore(StateReader reader, long nowNanos) throws CorruptStateException {
        reader.begin();
        ssrc = reader.i32();
        generation = reader.i32();
        reader.require(generation >= 0 && generation < MAX_GENERATION, "negative generation");
        highestIndex = reader.i64();
        hasParameterSets = reader.bool();
        boolean wasLive = reader.bool();
        clock.restore(reader, nowNanos);
        statistics = new ReceiveStatistics(ssrc, clockRateHz);
        statistics.restore(reader);
        reader.end();
        isLiveThere = wasLive;
        if (wasLive) {
            tracker.onPacket(nowNanos);
        }
    }
}
