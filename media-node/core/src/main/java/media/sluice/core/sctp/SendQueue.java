package media.sluice.core.sctp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for their TSNs. Streams take turns, a message each: the fragments of one
 * message have consecutive TSNs (RFC 9260 §6.9), so a turn ends with its message.
 */
final class SendQueue {

    /** What a waiting message costs besides its payload; bounds the number of tiny ones. */
    private static final int MESSAGE_OVERHEAD_BYTES = 128;

    private static final int VERSION = 1;

    private final SctpCounters counters;
    private final Map<Integer, OutboundStream> streams = new TreeMap<>();
    private final Deque<OutboundStream> turns = new ArrayDeque<>();
    private int waitingMessages;
    private long unsentBytes;

    SendQueue(SctpCounters counters) {
        this.counters = counters;
    }

    OutboundStream stream(int id) {
        return streams.computeIfAbsent(id, OutboundStream::new);
    }

    void offer(OutboundMessage message) {
        var stream = stream(message.streamId());
        if (stream.waiting().isEmpty()) {
            turns.add(stream);
        }
        stream.waiting().add(message);
        waitingMessages++;
        unsentBytes += message.payload().length;
    }

    /** Memory held, in bytes. */
    long costBytes() {
        return unsentBytes + (long) waitingMessages * MESSAGE_OVERHEAD_BYTES;
    }

    boolean isEmpty() {
        return waitingMessages == 0;
    }

    /** Whether the stream has something that has no TSN yet. */
    boolean isWaiting(int streamId) {
        var stream = streams.get(streamId);
        return stream != null && !stream.waiting().isEmpty();
    }

    /**
     * The message whose turn it is; what expired before its first fragment is dropped on the way.
     */
    @Nullable OutboundMessage next(boolean mayExpire, long nowNanos) {
        var stream = turns.peekFirst();
        while (stream != null) {
            var message = stream.first();
            if (message != null
                    && (message.isStarted() || !mayExpire || !message.isExpired(nowNanos))) {
                return message;
            }
            if (message != null) {
                counters.onMessageAbandoned();
                remove(message);
            }
            stream = turns.peekFirst();
        }
        return null;
    }

    /** The message that is partly sent. */
    @Nullable OutboundMessage started() {
        var stream = turns.peekFirst();
        var message = stream == null ? null : stream.first();
        return message != null && message.isStarted() ? message : null;
    }

    /** Cuts the next fragment off the message that {@link #next} returned. */
    SentChunk fragment(OutboundMessage message, long tsn, int maxBytes) {
        if (!message.isStarted()) {
            stream(message.streamId()).number(message);
        }
        var chunk = message.fragment(tsn, maxBytes);
        unsentBytes -= chunk.length();
        if (message.unsentBytes() == 0) {
            remove(message);
        }
        return chunk;
    }

    /** Takes out the message that {@link #next} returned, with what is unsent of it. */
    void remove(OutboundMessage message) {
        var stream = stream(message.streamId());
        turns.remove(stream);
        stream.waiting().removeFirst();
        waitingMessages--;
        unsentBytes -= message.unsentBytes();
        if (!stream.waiting().isEmpty()) {
            turns.add(stream);
        }
    }

    /** All streams count from 0 again, for a peer that has begun anew. */
    void restart() {
        for (var stream : streams.values()) {
            stream.nextSsn(0);
            stream.isResetting(false);
            var first = stream.first();
            if (first != null && first.isStarted()) {
                remove(first);
            }
        }
    }

    /** Writes all streams but the message that is {@link #started}, which the caller writes. */
    void export(StateWriter writer, long nowNanos) {
        writer.begin(VERSION).i32(streams.size());
        for (var stream : streams.values()) {
            writer.u16(stream.id()).u16(stream.nextSsn()).bool(stream.isResetting());
            int unstarted = 0;
            for (var message : stream.waiting()) {
                unstarted += message.isStarted() ? 0 : 1;
            }
            writer.i32(unstarted);
            for (var message : stream.waiting()) {
                if (!message.isStarted()) {
                    message.export(writer, nowNanos);
                }
            }
        }
        writer.i32(turns.size());
        for (var stream : turns) {
            writer.u16(stream.id());
        }
        writer.end();
    }

    /**
     * Reads what {@link #export} wrote.
     *
     * @param started the message that is partly sent, of which the sender knows
     */
    static SendQueue restore(
            StateReader reader,
            SctpConfig config,
            SctpCounters counters,
            @Nullable OutboundMessage started,
            long nowNanos)
            throws CorruptStateException {
        var queue = new SendQueue(counters);
        reader.begin();
        int streams = reader.count(config.streams());
        for (int i = 0; i < streams; i++) {
            int id = reader.u16();
            reader.require(id < config.streams(), "no such stream");
            var stream = queue.stream(id);
            stream.nextSsn(reader.u16());
            stream.isResetting(reader.bool());
            if (started != null && started.streamId() == id) {
                queue.restore(stream, started);
            }
            int messages = reader.count(reader.remaining());
            for (int k = 0; k < messages; k++) {
                var message = OutboundMessage.restore(reader, config, nowNanos);
                reader.require(message.streamId() == id, "message of another stream");
                reader.require(!message.isStarted(), "message is partly sent");
                queue.restore(stream, message);
            }
        }
        queue.restoreTurns(reader);
        reader.end();
        return queue;
    }

    private void restore(OutboundStream stream, OutboundMessage message) {
        stream.waiting().add(message);
        waitingMessages++;
        unsentBytes += message.unsentBytes();
    }

    private void restoreTurns(StateReader reader) throws CorruptStateException {
        int count = reader.count(streams.size());
        for (int i = 0; i < count; i++) {
            var stream = streams.get(reader.u16());
            reader.require(
                    stream != null && !stream.waiting().isEmpty() && !turns.contains(stream),
                    "a turn without a message");
            if (stream != null) {
                turns.add(stream);
            }
        }
        for (var stream : streams.values()) {
            reader.require(
                    stream.waiting().isEmpty() || turns.contains(stream),
                    "a stream without a turn");
        }
    }
}
