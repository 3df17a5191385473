package media.sluice.core.session;

import media.sluice.core.stream.NackGenerator;
import media.sluice.core.stream.ReceiveStatistics;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * One RTP stream that the peer sends: an encoding of a media section once its SSRC is known. Lives
 * as long as the section; identity is stable, so the room may keep it.
 */
public final class InboundStream {
    private static final int STATE_VERSION = 1;

    private final ReceiveSection section;
    private final int layer;
    private final String rid;
    private int ssrc;
    private int rtxSsrc;
    private @Nullable ReceiveStatistics statistics;
    private @Nullable NackGenerator nack;
    private boolean isKeyFrameWanted;
    private long bytes;
    private int reportedLoss;

    InboundStream(ReceiveSection section, int layer, ReceiveSpec.Encoding encoding) {
        this.section = section;
        this.layer = layer;
        this.rid = encoding.rid();
        this.ssrc = encoding.ssrc();
        this.rtxSsrc = encoding.rtxSsrc();
    }

    /** Index of the encoding in its {@link ReceiveSpec}, 0 = lowest layer. */
    public int layer() {
        return layer;
    }

    /** Restriction identifier; empty without simulcast. */
    public String rid() {
        return rid;
    }

    /** Primary SSRC; 0 while it is not known. */
    public int ssrc() {
        return ssrc;
    }

    /** SSRC of the repair stream; 0 while it is not known. */
    public int rtxSsrc() {
        return rtxSsrc;
    }

    /** Reception so far; null before the first packet. */
    public @Nullable ReceiveStatistics statistics() {
        return statistics;
    }

    /** Losses asked for; null before the first packet, and without negotiated NACK. */
    public @Nullable NackGenerator nack() {
        return nack;
    }

    /** RTP bytes received with header and padding, repairs not counted. */
    public long bytes() {
        return bytes;
    }

    /**
     * Loss to report at least, in 1/256, 0 to 255: an audio stream reports the greatest loss of its
     * subscribers, so that the encoder adds redundancy.
     */
    public void reportLossAtLeast(int fraction) {
        reportedLoss = Math.clamp(fraction, 0, 255);
    }

    int reportedLoss() {
        return reportedLoss;
    }

    ReceiveSection section() {
        return section;
    }

    /** Binds the primary SSRC; a new one starts a new stream. */
    void bindPrimary(int newSsrc) {
        if (ssrc != newSsrc) {
            ssrc = newSsrc;
            statistics = null;
            nack = null;
        }
    }

    void bindRepair(int newSsrc) {
        rtxSsrc = newSsrc;
    }

    /** Statistics of the stream, begun by its first packet. */
    ReceiveStatistics begin(ReceiveSpec.Payload payload) {
        var begun = statistics;
        if (begun == null) {
            begun = new ReceiveStatistics(ssrc, payload.clockRateHz());
            statistics = begun;
            nack = payload.isNackWanted() ? new NackGenerator() : null;
        }
        return begun;
    }

    void count(int length) {
        bytes += length;
    }

    void wantKeyFrame() {
        isKeyFrameWanted = true;
    }

    boolean isKeyFrameWanted() {
        return isKeyFrameWanted;
    }

    void keyFrameAsked() {
        isKeyFrameWanted = false;
    }

    void export(StateWriter out) {
        var begun = statistics;
        out.begin(STATE_VERSION).i32(ssrc).i32(rtxSsrc).i64(bytes).bool(begun != null);
        if (begun != null) {
            out.i32(section.clockRateHz()).bool(nack != null);
            begun.export(out);
        }
        out.end();
    }

    void restore(StateReader in) throws CorruptStateException {
        in.begin();
        ssrc = in.i32();
        rtxSsrc = in.i32();
        bytes = in.i64();
        if (in.bool()) {
            int clockRate = in.i32();
            in.require(clockRate > 0 && clockRate <= 1_000_000, "clock rate out of range");
            var begun = new ReceiveStatistics(ssrc, clockRate);
            nack = in.bool() ? new NackGenerator() : null;
            begun.restore(in);
            statistics = begun;
        }
        in.end();
    }
}
