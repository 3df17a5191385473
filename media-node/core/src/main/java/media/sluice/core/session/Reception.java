package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.List;
import media.sluice.core.rtcp.RtcpWriter;

/**
 * The media that the peer sends and the RTCP about it, in both directions: its sections and
 * streams, our reports and requests, and the peer's feedback about our streams. Owned by its {@link
 * PeerSession}, which decrypts what comes in and protects what goes out.
 */
public final class Reception {
    private final InboundStreams streams = new InboundStreams();
    private final FeedbackRelay feedback = new FeedbackRelay();
    private final ReportSchedule reports;
    private final MediaReceiver media;
    private final RtcpWriter rtcp = new RtcpWriter();
    private final MemorySegment rtcpRoom = MemorySegment.ofArray(new byte[ReportSchedule.CAPACITY]);
    private Runnable waker = () -> {};

    /** {@code ssrc} is the one we report under. */
    Reception(int ssrc, SessionCounters counters) {
        reports = new ReportSchedule(streams, ssrc);
        media = new MediaReceiver(streams, counters, feedback, reports);
    }

    /** Says who takes the peer's RTCP about our streams; nobody before. */
    public void deliverFeedbackTo(FeedbackSink sink) {
        feedback.deliverTo(sink);
    }

    /**
     * Declares a media section the peer sends; its packets go to {@code sink}. A section that came
     * with a capsule and has nobody yet goes on with its streams.
     */
    public ReceiveSection receive(ReceiveSpec spec, MediaSink sink) {
        var section = streams.sectionOf(spec.mid());
        if (section == null
                || section.sink() != null
                || section.streams().size() != spec.encodings().size()) {
            section = new ReceiveSection(spec);
            streams.add(section);
        }
        section.deliverTo(sink);
        return section;
    }

    /** Ends a media section: its streams are unbound. */
    public void stopReceiving(ReceiveSection section) {
        streams.remove(section);
    }

    /** The media sections received. */
    public List<ReceiveSection> sections() {
        return List.copyOf(streams.sections());
    }

    /**
     * Asks the peer for a key frame of the stream (PLI); throttling is the caller's. It goes out
     * with the next {@link PeerSession#transmit}.
     */
    public void requestKeyFrame(InboundStream stream) {
        stream.wantKeyFrame();
        reports.onKeyFrameWanted();
        waker.run();
    }

    /**
     * Says whom to call when {@link PeerSession#transmit} is wanted although nothing came for this
     * session: a subscriber in another one needs a key frame from it.
     */
    public void wakeWith(Runnable newWaker) {
        waker = newWaker;
    }

    /** A round trip to the peer was measured: losses are asked for again after it. */
    public void updateRoundTrip(long nanos) {
        reports.onRoundTrip(nanos);
    }

    /** The round trip to the peer as measured last, -1 before. */
    public long roundTripNanos() {
        return reports.roundTripNanos();
    }

    /** Losses asked for (NACK) in the stream with this SSRC, repeats too; 0 if there is none. */
    public long nacksSent(int ssrc) {
        var stream = streams.find(ssrc);
        var nack = stream == null ? null : stream.nack();
        return nack == null ? 0 : nack.requested();
    }

    InboundStreams streams() {
        return streams;
    }

    /** Takes a plain RTP packet; {@code index} is its extended sequence number. */
    void handleRtp(MemorySegment segment, long offset, int length, long index, long nowNanos) {
        media.handleRtp(segment, offset, length, index, nowNanos);
    }

    /** Takes a plain compound RTCP packet. */
    void handleRtcp(MemorySegment segment, long offset, int length, long nowNanos) {
        media.handleRtcp(segment, offset, length, nowNanos);
    }

    /** When {@link #pollReport} has something. */
    long nextDeadlineNanos() {
        return reports.nextDeadlineNanos();
    }

    /** Writes the next RTCP datagram that is due to {@link #report}; its length, 0 when none is. */
    int pollReport(long nowNanos) {
        rtcp.start(rtcpRoom, 0, ReportSchedule.CAPACITY);
        return reports.write(rtcp, nowNanos) ? rtcp.length() : 0;
    }

    /** Where {@link #pollReport} writes, from offset 0. */
    MemorySegment report() {
        return rtcpRoom;
    }
}
