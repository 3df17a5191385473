package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import media.sluice.core.sctp.SctpEvent.CloseReason;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * One SCTP association. Feed it packets and time, drain packets and events after each; a call that
 * queues something needs a poll too.
 *
 * <p>It can be written to bytes at any moment and read by another process, which goes on where this
 * one stopped: nothing is lost, sent twice to the application, or told to the peer. The owner polls
 * events before; of those left only messages travel.
 */
public final class SctpAssociation {

    private static final int VERSION = 1;

    /**
     * Finished packets that wait: answers to INIT, ABORT. A peer that asks more often loses some.
     */
    private static final int MAX_REPLIES = 8;

    private final SctpConfig config;
    private final SctpCounters counters = new SctpCounters();
    private final ControlQueue controls;
    private final Deque<byte[]> replies = new ArrayDeque<>();
    private final ShutdownTimer shutdown = new ShutdownTimer();
    private Handshake handshake;
    private EventQueue events = new EventQueue();
    private AssociationState state = AssociationState.CLOSED;
    private @Nullable Tcb tcb;

    /** An association that waits for the peer to begin; {@link #connect} begins from this side. */
    public SctpAssociation(SctpConfig config, RandomSource random) {
        this.config = config;
        this.handshake = new Handshake(config, random);
        this.controls = new ControlQueue(config, counters);
    }

    public AssociationState state() {
        return state;
    }

    public SctpCounters counters() {
        return counters;
    }

    /** Verification tag that the peer puts into its packets. */
    int localTag() {
        return handshake.local().tag();
    }

    /** Streams we may send on, 0 while there is no association. */
    public int streams() {
        var up = tcb;
        return up == null ? 0 : up.streams();
    }

    /** Bytes that wait to be sent or acknowledged, with what their keeping costs. */
    public long bufferedBytes() {
        var up = tcb;
        return up == null ? 0 : up.sender().costBytes();
    }

    /** Those of {@link #bufferedBytes} that have not been sent at all yet. */
    public long waitingBytes() {
        var up = tcb;
        return up == null ? 0 : up.sender().queue().costBytes();
    }

    /** Begins the association, unless it is there or on its way. */
    public void connect(long nowNanos) {
        if (state == AssociationState.CLOSED) {
            state = AssociationState.COOKIE_WAIT;
            handshake.begin(nowNanos);
        }
    }

    /**
     * Queues a message.
     *
     * @param payloadProtocol PPID (RFC 8831 §8)
     * @param payload 1 to {@link SctpConfig#maxMessageBytes} bytes, not changed by the caller later
     */
    public SendStatus send(
            int streamId,
            int payloadProtocol,
            byte[] payload,
            Reliability reliability,
            long nowNanos) {
        var up = tcb;
        if (up == null || state != AssociationState.ESTABLISHED) {
            return SendStatus.NOT_CONNECTED;
        }
        if (payload.length == 0 || payload.length > config.maxMessageBytes()) {
            return SendStatus.BAD_LENGTH;
        }
        if (streamId < 0 || streamId >= up.streams()) {
            return SendStatus.NO_SUCH_STREAM;
        }
        var queue = up.sender().queue();
        if (queue.stream(streamId).isResetting()) {
            return SendStatus.STREAM_RESETTING;
        }
        if (up.sender().costBytes() + payload.length > config.sendBufferBytes()) {
            return SendStatus.BUFFER_FULL;
        }
        queue.offer(new OutboundMessage(streamId, payloadProtocol, payload, reliability, nowNanos));
        counters.onMessageSent();
        return SendStatus.QUEUED;
    }

    /**
     * Resets a stream of ours once what waits on it is sent (RFC 6525); {@link
     * SctpEvent.OutgoingStreamsReset} follows.
     */
    public void resetStream(int streamId) {
        var up = tcb;
        if (up == null || streamId < 0 || streamId >= up.streams()) {
            return;
        }
        if (up.peer().resetsStreams()) {
            up.resets().reset(streamId);
        } else {
            events.add(new SctpEvent.OutgoingStreamsReset(List.of(streamId), false));
        }
    }

    /** Ends the association when all that is queued has arrived. */
    public void shutdown() {
        if (state == AssociationState.ESTABLISHED) {
            state = AssociationState.SHUTDOWN_PENDING;
        } else if (tcb == null && state != AssociationState.CLOSED) {
            close(CloseReason.ABORTED);
        }
    }

    /** Ends the association at once. */
    public void abort() {
        abort(ChunkType.CAUSE_USER_ABORT, CloseReason.ABORTED);
    }

    private void abort(int cause, CloseReason reason) {
        var peer = handshake.peer();
        if (state == AssociationState.CLOSED) {
            return;
        }
        if (peer != null) {
            reply(peer.tag(), ChunkWriter.abort(cause));
        }
        close(reason);
    }

    private void close(CloseReason reason) {
        state = AssociationState.CLOSED;
        tcb = null;
        handshake.reset();
        shutdown.stop();
        controls.clear();
        events.add(new SctpEvent.Closed(reason));
    }

    /** Takes one packet: the plaintext of a DTLS record. Bad ones are counted and dropped. */
    public void handlePacket(MemorySegment segment, long offset, int length, long nowNanos) {
        var packet = SctpPacket.read(segment, offset, length, config, counters);
        if (packet == null) {
            return;
        }
        var up = tcb;
        if (up != null) {
            up.onPacketReceived(nowNanos);
        }
        var chunks = packet.chunks();
        while (chunks.next()) {
            var chunk = ChunkReader.read(packet.segment(), chunks);
            if (chunk == null) {
                counters.onDrop(SctpDrop.MALFORMED_CHUNK);
                break;
            }
            if (!isTagGood(packet, chunk) || !handleChunk(packet, chunks, chunk, nowNanos)) {
                break;
            }
        }
        if (chunks.isMalformed()) {
            counters.onDrop(SctpDrop.MALFORMED_CHUNK);
        }
        endPacket(nowNanos);
    }

    private boolean isTagGood(SctpPacket packet, Chunk chunk) {
        boolean isClosed = state == AssociationState.CLOSED;
        boolean isGood = TagRule.isGood(packet.tag(), chunk, isClosed, handshake);
        if (!isGood) {
            counters.onDrop(isClosed ? SctpDrop.OUT_OF_THE_BLUE : SctpDrop.BAD_TAG);
        }
        return isGood;
    }

    /** Returns whether the rest of the packet is looked at. */
    private boolean handleChunk(SctpPacket packet, TlvCursor chunks, Chunk chunk, long nowNanos) {
        switch (chunk) {
            case Chunk.Init init -> {
                handleInit(init, ChunkReader.reportedParameters(packet.segment(), chunks));
                return false;
            }
            case Chunk.InitAck ack -> {
                handleInitAck(ack, nowNanos);
                return false;
            }
            case Chunk.CookieEcho echo -> {
                return handleCookieEcho(echo, packet.tag(), nowNanos);
            }
            case Chunk.CookieAck ack -> handleCookieAck(nowNanos);
            case Chunk.Abort abort -> {
                if (state != AssociationState.CLOSED) {
                    close(CloseReason.PEER_ABORTED);
                }
                return false;
            }
            case Chunk.Shutdown end -> handleShutdown(end, nowNanos);
            case Chunk.ShutdownAck ack -> {
                handleShutdownAck(packet.tag());
                return false;
            }
            case Chunk.ShutdownComplete complete -> {
                if (state == AssociationState.SHUTDOWN_ACK_SENT) {
                    close(CloseReason.SHUTDOWN);
                }
                return false;
            }
            case Chunk.Unknown unknown -> {
                counters.onDrop(SctpDrop.UNKNOWN_CHUNK);
                if (unknown.isReported()) {
                    controls.add(ChunkWriter.unrecognizedChunk(unknown.chunk()));
                }
                return !unknown.isPacketSkipped();
            }
            default -> {
                return handleWhileUp(chunk, nowNanos);
            }
        }
        return true;
    }

    private boolean handleWhileUp(Chunk chunk, long nowNanos) {
        var up = tcb;
        if (up == null) {
            counters.onDrop(SctpDrop.UNEXPECTED_CHUNK);
            return false;
        }
        int cause = up.handle(chunk, state, nowNanos);
        if (cause != 0) {
            abort(cause, CloseReason.PROTOCOL_VIOLATION);
            return false;
        }
        if (state == AssociationState.SHUTDOWN_SENT && chunk instanceof Chunk.Data) {
            shutdown.repeat();
        }
        return true;
    }

    private void handleInit(Chunk.Init init, List<byte[]> unrecognized) {
        if (state == AssociationState.SHUTDOWN_ACK_SENT) {
            shutdown.repeat();
        } else if (replies.size() < MAX_REPLIES) {
            replies.add(handshake.answerInit(init.parameters(), unrecognized, state));
        } else {
            counters.onDrop(SctpDrop.CONTROL_FLOOD);
        }
    }

    private void handleInitAck(Chunk.InitAck ack, long nowNanos) {
        if (state == AssociationState.COOKIE_WAIT && handshake.handleInitAck(ack, nowNanos)) {
            state = AssociationState.COOKIE_ECHOED;
        } else {
            counters.onDrop(SctpDrop.UNEXPECTED_CHUNK);
        }
    }

    private boolean handleCookieEcho(Chunk.CookieEcho echo, int tag, long nowNanos) {
        var cookie = StateCookie.read(echo.cookie());
        var verdict = handshake.judge(cookie, tag, state);
        if (cookie == null || verdict == Handshake.Verdict.IGNORE) {
            counters.onDrop(SctpDrop.BAD_COOKIE);
            return false;
        }
        if (verdict == Handshake.Verdict.RESTART && state == AssociationState.SHUTDOWN_ACK_SENT) {
            shutdown.repeat();
            return false;
        }
        if (verdict != Handshake.Verdict.REPEAT) {
            handshake.adopt(cookie);
            establish(nowNanos);
        }
        controls.add(ChunkWriter.cookieAck());
        return true;
    }

    private void handleCookieAck(long nowNanos) {
        if (state == AssociationState.COOKIE_ECHOED) {
            handshake.finish();
            establish(nowNanos);
        }
    }

    /** The association is up; what an earlier one had queued and not begun to send goes on. */
    private void establish(long nowNanos) {
        var before = tcb;
        var peer = handshake.peer();
        Invariant.check(peer != null, "an association without a peer");
        if (peer == null) {
            return;
        }
        var queue = before == null ? new SendQueue(counters) : before.sender().queue();
        queue.restart();
        if (before != null) {
            controls.clear();
        }
        shutdown.stop();
        tcb = new Tcb(config, counters, controls, events, queue, handshake.local(), peer, nowNanos);
        state = AssociationState.ESTABLISHED;
        events.add(before == null ? new SctpEvent.Connected() : new SctpEvent.Restarted());
    }

    private void handleShutdown(Chunk.Shutdown chunk, long nowNanos) {
        var up = tcb;
        if (up == null) {
            counters.onDrop(SctpDrop.UNEXPECTED_CHUNK);
            return;
        }
        switch (state) {
            case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> {
                up.sender().handleCumulative(chunk.cumulativeTsn(), nowNanos);
                state = AssociationState.SHUTDOWN_RECEIVED;
            }
            case SHUTDOWN_SENT -> enter(AssociationState.SHUTDOWN_ACK_SENT, nowNanos);
            case SHUTDOWN_ACK_SENT -> shutdown.repeat();
            case CLOSED, COOKIE_WAIT, COOKIE_ECHOED -> {}
        }
    }

    /** Without an association the peer has missed our last word (RFC 9260 §8.4, rule 5). */
    private void handleShutdownAck(int tag) {
        if (state == AssociationState.CLOSED) {
            reply(tag, ChunkWriter.shutdownComplete(true));
        } else if (state == AssociationState.SHUTDOWN_SENT
                || state == AssociationState.SHUTDOWN_ACK_SENT) {
            var peer = handshake.peer();
            reply(peer == null ? 0 : peer.tag(), ChunkWriter.shutdownComplete(false));
            close(CloseReason.SHUTDOWN);
        }
    }

    private void enter(AssociationState next, long nowNanos) {
        var up = tcb;
        state = next;
        shutdown.start(
                nowNanos,
                up == null ? RetransmissionTimeout.INITIAL_NANOS : up.sender().timeout().nanos());
    }

    private void reply(int tag, byte[] chunk) {
        if (replies.size() < MAX_REPLIES) {
            var packet = new PacketBuilder(config, tag);
            packet.add(chunk);
            replies.add(packet.finish());
        }
    }

    private void endPacket(long nowNanos) {
        var up = tcb;
        if (up != null) {
            up.receiver().endPacket(nowNanos);
        }
    }

    /** Runs timers that are due. */
    public void handleTimeout(long nowNanos) {
        handshake.handleTimeout(nowNanos);
        shutdown.handleTimeout(nowNanos);
        var up = tcb;
        if (up != null) {
            up.handleTimeout(nowNanos);
        }
    }

    /** When {@link #handleTimeout} is wanted next; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        var up = tcb;
        long own = Math.min(handshake.nextDeadlineNanos(), shutdown.nextDeadlineNanos());
        return up == null ? own : Math.min(own, up.nextDeadlineNanos());
    }

    /** The next packet for the peer, to be sealed as one DTLS record; null when there is none. */
    public byte @Nullable [] pollPacket(long nowNanos) {
        byte[] packet = replies.poll();
        if (packet == null) {
            packet = handshake.pollPacket();
        }
        if (packet == null) {
            packet = pollWhileUp(nowNanos);
        }
        if (packet != null) {
            counters.onPacketSent();
        }
        return packet;
    }

    private byte @Nullable [] pollWhileUp(long nowNanos) {
        var up = tcb;
        if (up == null) {
            return null;
        }
        if (up.sender().isDrained()) {
            if (state == AssociationState.SHUTDOWN_PENDING) {
                enter(AssociationState.SHUTDOWN_SENT, nowNanos);
            } else if (state == AssociationState.SHUTDOWN_RECEIVED) {
                enter(AssociationState.SHUTDOWN_ACK_SENT, nowNanos);
            }
        }
        var packet = new PacketBuilder(config, up.peer().tag());
        if (shutdown.isDue()) {
            shutdown.onSent();
            packet.add(
                    state == AssociationState.SHUTDOWN_SENT
                            ? ChunkWriter.shutdown(up.receiver().cumulativeTsn())
                            : ChunkWriter.shutdownAck());
        }
        up.fill(packet, state, nowNanos);
        return packet.isEmpty() ? null : packet.finish();
    }

    /** The next event; null when there is none. */
    public @Nullable SctpEvent pollEvent() {
        var event = events.poll();
        var up = tcb;
        if (event != null && up != null) {
            up.receiver().onPolled();
        }
        return event;
    }

    /** Counts a message that the channels above could not use. */
    void drop(SctpDrop reason) {
        counters.onDrop(reason);
    }

    /** Writes the association. Send and take nothing with this object afterwards. */
    public void export(StateWriter writer, long nowNanos) {
        writer.begin(VERSION).u8(state.ordinal());
        handshake.export(writer, nowNanos);
        shutdown.export(writer, nowNanos);
        events.export(writer);
        var up = tcb;
        writer.bool(up != null);
        if (up != null) {
            up.export(writer, nowNanos);
        }
        writer.end();
    }

    /** Reads what {@link #export} wrote, in this or another process. */
    public static SctpAssociation restore(
            StateReader reader, SctpConfig config, RandomSource random, long nowNanos)
            throws CorruptStateException {
        var association = new SctpAssociation(config, random);
        reader.begin();
        int ordinal = reader.u8();
        reader.require(ordinal < AssociationState.values().length, "no such state");
        association.state = AssociationState.values()[ordinal];
        association.handshake = Handshake.restore(reader, config, random, nowNanos);
        association.shutdown.restore(reader, nowNanos);
        association.events = EventQueue.restore(reader, config);
        boolean isUp = reader.bool();
        boolean shouldBeUp = ordinal >= AssociationState.ESTABLISHED.ordinal();
        var peer = association.handshake.peer();
        reader.require(isUp == shouldBeUp, "the state does not fit the rest");
        if (isUp) {
            reader.require(peer != null, "an association without a peer");
        }
        if (isUp && peer != null) {
            association.tcb =
                    Tcb.restore(
                            reader,
                            config,
                            association.counters,
                            association.controls,
                            association.events,
                            association.handshake.local(),
                            peer,
                            nowNanos);
        }
        reader.end();
        return association;
    }
}
