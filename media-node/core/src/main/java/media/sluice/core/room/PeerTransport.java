package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import media.sluice.core.session.DataPort;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** One peer's transport as the room uses it. {@link SessionTransport} makes one of a session. */
public interface PeerTransport {

    /** Whether media and RTCP may be sent now. */
    boolean isWritable();

    /** Index of the worker's socket to send from; meaningless unless {@link #isWritable}. */
    int sendSocket();

    /** Where to send; not null while {@link #isWritable}. */
    @Nullable TransportAddress remote();

    /** Claims indexes for outgoing packets; not null while {@link #isWritable}. */
    @Nullable SrtpSender srtpSender();

    /** Protects and sends a compound RTCP packet; false when it was dropped. */
    boolean sendRtcp(
            MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos);

    /** Asks the peer for a key frame of the stream with this SSRC. */
    void requestKeyFrame(int ssrc, long nowNanos);

    /** A media datagram of this many bytes was sent to the peer. */
    void onSent(int length);

    /** The round trip to the peer was measured. */
    void onRoundTrip(long nanos);

    /** The round trip to the peer as measured last, by whatever means; -1 before. */
    long roundTripNanos();

    /** Losses asked for (NACK) in the stream with this SSRC. */
    long nacksSent(int ssrc);

    /**
     * Loss to report at least to the sender of the stream, in 1/256: what its subscribers see, so
     * that an audio encoder adds redundancy.
     */
    void reportLossAtLeast(int ssrc, int fraction);

    /** Packets of the producer's media section go to {@code ingress} from now on. */
    void receive(ProducerParameters parameters, ProducerIngress ingress);

    /** Its data channels; null when it cannot have any. */
    default @Nullable DataPort data() {
        return null;
    }

    /** The media section ended. */
    void stopReceiving(ProducerIngress ingress);
}
