package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import media.sluice.core.rtp.RtpHeader;
import org.jspecify.annotations.Nullable;

/**
 * One received RTP packet in plain form. A single object per session, filled anew for each packet
 * and valid only during {@link MediaSink#onRtp}.
 */
public final class InboundRtp {
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int length;
    private int headerLength;
    private int paddingLength;
    private int payloadType;
    private boolean hasMarker;
    private int sequence;
    private int timestamp;
    private int ssrc;
    private long index;
    private boolean isRepair;
    private long arrivalNanos;
    private @Nullable InboundStream stream;

    InboundRtp() {}

    /** Where the packet lies. */
    public MemorySegment segment() {
        return segment;
    }

    /** Start of the RTP header. */
    public long offset() {
        return offset;
    }

    /** Header, extensions, payload and padding, without the SRTP tag. */
    public int length() {
        return length;
    }

    /** Fixed header, CSRCs and extensions: the payload starts at {@code offset + headerLength}. */
    public int headerLength() {
        return headerLength;
    }

    /** Payload without padding; 0 for a packet that is padding only (a probe). */
    public int payloadLength() {
        return length - headerLength - paddingLength;
    }

    /** Padding at the end, 0 to 255. */
    public int paddingLength() {
        return paddingLength;
    }

    /** 0 to 127; of a repaired packet the original one. */
    public int payloadType() {
        return payloadType;
    }

    public boolean hasMarker() {
        return hasMarker;
    }

    /** 0 to 65535; of a repaired packet the original one. */
    public int sequence() {
        return sequence;
    }

    public int timestamp() {
        return timestamp;
    }

    /** The stream's primary SSRC. */
    public int ssrc() {
        return ssrc;
    }

    /**
     * Sequence number extended to 64 bits. Of a packet as it arrived the SRTP index; of a repair
     * the number nearest to the highest one of the stream.
     */
    public long index() {
        return index;
    }

    /** Whether the packet came as a repair (RFC 4588) and not directly. */
    public boolean isRepair() {
        return isRepair;
    }

    public long arrivalNanos() {
        return arrivalNanos;
    }

    /** The stream it belongs to. */
    public InboundStream stream() {
        if (stream == null) {
            throw new IllegalStateException("read outside onRtp");
        }
        return stream;
    }

    void fill(MemorySegment from, long at, int size) {
        segment = from;
        offset = at;
        length = size;
        headerLength = RtpHeader.length(from, at);
        paddingLength = RtpHeader.paddingLength(from, at, size);
        payloadType = RtpHeader.payloadType(from, at);
        hasMarker = RtpHeader.marker(from, at);
        sequence = RtpHeader.sequence(from, at);
        timestamp = RtpHeader.timestamp(from, at);
        ssrc = RtpHeader.ssrc(from, at);
    }

    void place(InboundStream of, long extendedSequence, boolean repair, long nowNanos) {
        stream = of;
        index = extendedSequence;
        isRepair = repair;
        arrivalNanos = nowNanos;
    }

    void clear() {
        segment = MemorySegment.NULL;
        stream = null;
    }
}
