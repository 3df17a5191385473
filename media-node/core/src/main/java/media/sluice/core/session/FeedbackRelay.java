package media.sluice.core.session;

import java.lang.foreign.MemorySegment;

/** Passes feedback on to a sink that may come later than the session. */
final class FeedbackRelay implements FeedbackSink {
    private FeedbackSink sink = new FeedbackSink() {};

    void deliverTo(FeedbackSink newSink) {
        sink = newSink;
    }

    @Override
    public void onReceiverReport(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            int jitter,
            int lastReport,
            long delay,
            long nowNanos) {
        sink.onReceiverReport(
                ssrc,
                fractionLost,
                cumulativeLost,
                highestSequence,
                jitter,
                lastReport,
                delay,
                nowNanos);
    }

    @Override
    public void onNack(int ssrc, int sequence, int following, long nowNanos) {
        sink.onNack(ssrc, sequence, following, nowNanos);
    }

    @Override
    public void onKeyFrameRequest(int ssrc, boolean isFir, long nowNanos) {
        sink.onKeyFrameRequest(ssrc, isFir, nowNanos);
    }

    @Override
    public void onBandwidthEstimate(long bitrateBps, long nowNanos) {
        sink.onBandwidthEstimate(bitrateBps, nowNanos);
    }

    @Override
    public void onTransportFeedback(MemorySegment segment, long offset, int length, long nowNanos) {
        sink.onTransportFeedback(segment, offset, length, nowNanos);
    }
}
