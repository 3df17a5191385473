package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** One peer's transport. Single owner: its worker. */
public final class PeerSession {
    private final FeedbackSink feedback;

    PeerSession(FeedbackSink feedback) {
        this.feedback = feedback;
    }

    /** Who takes the peer's RTCP about our streams. */
    public FeedbackSink feedback() {
        return feedback;
    }

    // ---- media -------------------------------------------------------------------------------

    /** Declares a media section the peer sends; its packets go to {@code sink}. */
    public ReceiveSection receive(ReceiveSpec spec, MediaSink sink) {
        return new ReceiveSection(spec, sink);
    }

    /** Ends a media section: its streams are unbound. */
    public void stopReceiving(ReceiveSection section) {}

    /** Asks the peer for a key frame of the stream (PLI); throttling is the caller's. */
    public void requestKeyFrame(InboundStream stream, long nowNanos) {}

    /** Whether media and RTCP may be sent now: keys in place, a pair selected, not frozen. */
    public boolean isWritable() {
        return false;
    }

    /** Socket to send from; meaningless unless {@link #isWritable()}. */
    public int sendSocket() {
        return -1;
    }

    /** Where to send; null before the first valid check. */
    public @Nullable TransportAddress remote() {
        return null;
    }

    /** Claims indexes for the RTP packets of our outgoing streams; null before the handshake. */
    public @Nullable SrtpSender srtpSender() {
        return null;
    }

    /** Protects a compound or reduced-size RTCP packet and sends it; false when it was dropped. */
    public boolean sendRtcp(
            MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos) {
        return false;
    }

    // ---- state machine -----------------------------------------------------------------------

    /** One datagram from one of the session's addresses (RFC 7983 demultiplexing inside). */
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {}

    /** Runs timers that are due. */
    public void handleTimeout(long nowNanos) {}

    /** When {@link #handleTimeout} is wanted next; {@code Long.MAX_VALUE} = never. */
    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** Writes what the session itself wants to send: STUN, DTLS, RTCP. Call after every input. */
    public void transmit(DatagramSink sink, long nowNanos) {}

    /** The next event, or null. */
    public @Nullable SessionEvent pollEvent() {
        return null;
    }
}
