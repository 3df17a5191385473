package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import media.sluice.core.codec.RedPayload;
import media.sluice.core.codec.VideoPayload;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.HeaderBuilder;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a worker: plain packets of all its rooms are written into slots, protected sixteen
 * at a time and handed to the sink. One per worker; call {@link #flush} at the end of each cycle.
 *
 * <pre>
 *  begin() ► write header and payload at at() ► stage(...) ► ... 16 or flush() ► protect ► sink
 * </pre>
 *
 * A slot never is memory of the sink: the sink may send what it holds at any reserve, and plain
 * bytes must not leave.
 */
public final class Egress {

    /** Packets per batch: bigger ones save one percent and make the first copies leave later. */
    public static final int BATCH = 16;

    /** Largest datagram sent. */
    static final int MAX_DATAGRAM = 1_500;

    /** A header can be at most 1,100 bytes and a received payload 2,048. */
    private static final int SLOT_BYTES = 4_096;

    private final SrtpEngine engine;
    private final DatagramSink sink;
    private final SrtpBatch batch = new SrtpBatch(BATCH);
    private final MemorySegment slots = MemorySegment.ofArray(new byte[BATCH * SLOT_BYTES]);
    private final @Nullable Consumer[] consumers = new @Nullable Consumer[BATCH];
    private final int[] sequences = new int[BATCH];
    private final @Nullable PeerTransport[] transports = new @Nullable PeerTransport[BATCH];
    private final int[] sockets = new int[BATCH];
    private final TransportAddress[] remotes = new TransportAddress[BATCH];

    private final HeaderBuilder header = new HeaderBuilder();
    private final VideoPayload video = new VideoPayload();
    private final RedPayload red = new RedPayload();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final MemorySegment rtcpBytes = MemorySegment.ofArray(new byte[2 * MAX_DATAGRAM]);

    private long packetsSent;
    private long protectFailed;
    private long sinkFull;
    private long tooLong;

    /** {@code engine} must be the one whose keys the sessions' senders use. */
    public Egress(SrtpEngine engine, DatagramSink sink) {
        this.engine = engine;
        this.sink = sink;
    }

    /** Makes room for a packet to be written at {@link #at}. */
    void begin() {
        if (batch.isFull()) {
            flush();
        }
    }

    /** Where the packet begun is written. */
    MemorySegment slots() {
        return slots;
    }

    /** Offset in {@link #slots} of the packet begun. */
    long at() {
        return (long) batch.size() * SLOT_BYTES;
    }

    /**
     * Queues the packet that was written at {@link #at}.
     *
     * @param storeFor gets the sealed bytes to keep, or null
     * @return 0 or more, or a negative code of {@link SrtpSender}: then nothing is queued
     */
    int stage(
            PeerTransport to,
            SrtpSender sender,
            SrtpSendStream stream,
            int sequence,
            int headerLength,
            int length,
            @Nullable Consumer storeFor) {
        TransportAddress remote = to.remote();
        if (remote == null || length + sender.profile().rtpTrailerLength() > MAX_DATAGRAM) {
            tooLong++;
            return SrtpSender.FAILED;
        }
        long at = at();
        int entry = sender.stage(batch, stream, sequence);
        if (entry < 0) {
            return entry;
        }
        batch.packet(entry, slots, at, SLOT_BYTES);
        batch.plainInPlace(entry, headerLength, length);
        consumers[entry] = storeFor;
        sequences[entry] = sequence;
        transports[entry] = to;
        sockets[entry] = to.sendSocket();
        remotes[entry] = remote;
        return entry;
    }

    /** Protects and sends what is queued. Call also before a session's keys are closed. */
    public void flush() {
        int size = batch.size();
        if (size == 0) {
            return;
        }
        engine.protectRtp(batch);
        for (int entry = 0; entry < size; entry++) {
            if (batch.status[entry] == CryptoStatus.OK) {
                send(entry);
            } else {
                protectFailed++;
            }
            consumers[entry] = null;
            transports[entry] = null;
        }
        batch.clear();
    }

    private void send(int entry) {
        int length = batch.packetLength[entry];
        long from = batch.packetOffset[entry];
        Consumer consumer = consumers[entry];
        if (consumer != null) {
            consumer.keepSealed(sequences[entry], slots, from, length);
        }
        if (sendSealed(slots, from, length, sockets[entry], remotes[entry])) {
            PeerTransport to = transports[entry];
            if (to != null) {
                to.onSent(length);
            }
        }
    }

    /** Sends bytes that are sealed already; false when the sink has no room. */
    boolean sendSealed(
            MemorySegment segment, long from, int length, int socket, TransportAddress remote) {
        long at = sink.reserve(length);
        if (at == DatagramSink.FULL) {
            sinkFull++;
            return false;
        }
        Bytes.copy(segment, from, sink.segment(), at, length);
        sink.commit(length, socket, remote);
        packetsSent++;
        return true;
    }

    DatagramSink sink() {
        return sink;
    }

    HeaderBuilder header() {
        return header;
    }

    /** The video payload parsed last. */
    VideoPayload video() {
        return video;
    }

    /** The RED payload parsed last. */
    RedPayload red() {
        return red;
    }

    /** A writer over {@link #rtcpBytes}, started. */
    RtcpWriter startRtcp() {
        rtcp.start(rtcpBytes, 0, 1_200);
        return rtcp;
    }

    MemorySegment rtcpBytes() {
        return rtcpBytes;
    }

    /** Datagrams handed to the sink. */
    public long packetsSent() {
        return packetsSent;
    }

    /** Packets the engine refused. */
    public long protectFailed() {
        return protectFailed;
    }

    /** Datagrams the sink had no room for. */
    public long sinkFull() {
        return sinkFull;
    }

    /** Packets too long to send, or to a peer without address. */
    public long tooLong() {
        return tooLong;
    }
}
