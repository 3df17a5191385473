package media.sluice.core.room;

import java.lang.foreign.MemorySegment;

/** One received RTP packet in plain form on its way through a room. Reused for each packet. */
public final class IngressPacket {

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int headerLength;
    private int payloadLength;
    private int payloadType;
    private int sequence;
    private int timestamp;
    private long index;
    private int ssrc;
    private int layer;
    private long arrivalNanos;

    /** Names the bytes: header at {@code at}, then payload (without padding). */
    public IngressPacket bytes(MemorySegment packet, long at, int header, int payload) {
        segment = packet;
        offset = at;
        headerLength = header;
        payloadLength = payload;
        return this;
    }

    /**
     * Names the stream and the place in it.
     *
     * @param extended sequence number extended so that it does not wrap
     */
    public IngressPacket place(int streamSsrc, int streamLayer, long extended, long arrival) {
        ssrc = streamSsrc;
        layer = streamLayer;
        index = extended;
        arrivalNanos = arrival;
        return this;
    }

    void reindex(long extended) {
        index = extended;
    }

    /** Fields of the RTP header. */
    public IngressPacket header(int type, int number, int time) {
        payloadType = type;
        sequence = number;
        timestamp = time;
        return this;
    }

    public MemorySegment segment() {
        return segment;
    }

    /** Start of the RTP header. */
    public long offset() {
        return offset;
    }

    public int headerLength() {
        return headerLength;
    }

    public long payloadOffset() {
        return offset + headerLength;
    }

    /** Bytes of payload without padding; 0 for padding only. */
    public int payloadLength() {
        return payloadLength;
    }

    public int payloadType() {
        return payloadType;
    }

    /** 0..65535. */
    public int sequence() {
        return sequence;
    }

    public int timestamp() {
        return timestamp;
    }

    /** Extended sequence number. */
    public long index() {
        return index;
    }

    public int ssrc() {
        return ssrc;
    }

    /** Place of the stream in its producer, 0 = lowest layer. */
    public int layer() {
        return layer;
    }

    public long arrivalNanos() {
        return arrivalNanos;
    }
}
