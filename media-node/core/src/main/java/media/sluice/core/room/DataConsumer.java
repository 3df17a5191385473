package media.sluice.core.room;

import java.util.ArrayDeque;
import java.util.Deque;
import media.sluice.core.session.DataPort;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * What one session receives of data producers, and the messages that wait for its channel.
 *
 * <pre>
 *  reliable: association (640 KiB) ← queue (1 MiB); while something is queued, senders wait.
 *            Below 16 KiB/s for 2 s it is slow: it loses what comes until it has caught up.
 *  lossy:    association (64 KiB not sent yet) ← queue (64 KiB), the oldest gives way
 * </pre>
 */
final class DataConsumer {

    static final long CHECK_NANOS = 1_000_000_000L;

    private static final long RELIABLE_BUFFER = 640 * 1024;
    private static final long LOSSY_BUFFER = 64 * 1024;
    private static final long RELIABLE_QUEUE = 1024 * 1024;
    private static final long LOSSY_QUEUE = 64 * 1024;

    /** Before the channel is open, as the participants of LiveKit's server get it and more. */
    private static final long UNOPENED_QUEUE = 256 * 1024;

    private static final long SLOW_BYTES_PER_CHECK = 16 * 1024;
    private static final int SLOW_CHECKS = 2;
    private static final int VERSION = 1;
    private static final int MAX_QUEUED = 1 << 20;

    private final DataConsumerParameters parameters;
    private final String sessionId;
    private final DataPort port;
    private final DataCounters counters;
    private final Deque<DataMessage> queue = new ArrayDeque<>();
    private long queuedBytes;
    private int streamId = -1;
    private boolean isOpen;
    private boolean isSlow;
    private long takenSinceCheck;
    private int checksBelow;
    private long messagesSent;
    private long messagesDropped;

    DataConsumer(
            DataConsumerParameters parameters,
            String sessionId,
            DataPort port,
            DataCounters counters) {
        this.parameters = parameters;
        this.sessionId = sessionId;
        this.port = port;
        this.counters = counters;
    }

    /** Opens the channel when that is this side's part and nobody has. */
    void open() {
        streamId = port.channel(parameters.label());
        if (streamId < 0 && parameters.opensChannel()) {
            streamId = port.open(parameters.label(), parameters.reliability());
        }
    }

    /** Channels came or went: a stream may carry another one now. */
    void onChannels() {
        streamId = port.channel(parameters.label());
        isOpen = isOpen && streamId >= 0;
    }

    DataConsumerParameters parameters() {
        return parameters;
    }

    String id() {
        return parameters.dataConsumerId();
    }

    String sessionId() {
        return sessionId;
    }

    long messagesSent() {
        return messagesSent;
    }

    long messagesDropped() {
        return messagesDropped;
    }

    /** Whether what {@code producer} sends is for this consumer. */
    boolean takes(DataProducer producer) {
        var sent = producer.parameters();
        boolean isOwn = !sent.endpoint().isEmpty() && sent.endpoint().equals(parameters.endpoint());
        boolean isWanted =
                parameters.dataProducerId().isEmpty()
                        ? sent.label().equals(parameters.label())
                        : sent.dataProducerId().equals(parameters.dataProducerId());
        return isWanted && !isOwn;
    }

    /** Whether a message of another leg is for this consumer. */
    boolean takes(LegMessage message) {
        boolean isOwn =
                !message.endpoint().isEmpty() && message.endpoint().equals(parameters.endpoint());
        boolean isWanted =
                parameters.dataProducerId().isEmpty()
                        ? message.label().equals(parameters.label())
                        : message.dataProducerId().equals(parameters.dataProducerId());
        return isWanted && !isOwn && parameters.isMeant(message.recipients());
    }

    /** Whether senders should wait for it. */
    boolean isBlocking() {
        return isOpen && !isSlow && !parameters.isLossy() && !queue.isEmpty();
    }

    void offer(DataMessage message, long nowNanos) {
        if (isSlow) {
            drop(DataDrop.SLOW_READER);
        } else if (!queue.isEmpty() || !send(message, nowNanos)) {
            enqueue(message);
        }
    }

    /** Sends what waits, as far as it goes. */
    void flush(long nowNanos) {
        while (!queue.isEmpty() && send(queue.getFirst(), nowNanos)) {
            remove();
        }
        if (isSlow && port.bufferedBytes() < RELIABLE_BUFFER / 2) {
            isSlow = false;
        }
    }

    /** Returns whether the message needs no more care: sent, or impossible to send. */
    private boolean send(DataMessage message, long nowNanos) {
        if (streamId < 0) {
            open();
        }
        if (streamId < 0 || isBehind()) {
            return false;
        }
        var status = port.send(streamId, message.isText(), message.payload(), nowNanos);
        return switch (status) {
            case QUEUED -> {
                isOpen = true;
                messagesSent++;
                takenSinceCheck += message.costBytes();
                counters.onForwarded();
                yield true;
            }
            case BUFFER_FULL -> {
                isOpen = true;
                yield false;
            }
            case BAD_LENGTH -> {
                drop(DataDrop.TOO_LONG);
                yield true;
            }
            case NOT_CONNECTED -> false;
            case NO_SUCH_STREAM, STREAM_RESETTING -> {
                isOpen = false;
                streamId = -1;
                yield false;
            }
        };
    }

    private boolean isBehind() {
        return parameters.isLossy()
                ? port.waitingBytes() > LOSSY_BUFFER
                : port.bufferedBytes() > RELIABLE_BUFFER;
    }

    private void enqueue(DataMessage message) {
        boolean isLossy = parameters.isLossy();
        if (isLossy && !isOpen) {
            drop(DataDrop.NOT_OPEN);
            return;
        }
        long most = isLossy ? LOSSY_QUEUE : isOpen ? RELIABLE_QUEUE : UNOPENED_QUEUE;
        if (isLossy) {
            while (!queue.isEmpty() && queuedBytes + message.costBytes() > most) {
                remove();
                drop(DataDrop.OUTDATED);
            }
        } else if (queuedBytes + message.costBytes() > most) {
            drop(isOpen ? DataDrop.SLOW_READER : DataDrop.NOT_OPEN);
            return;
        }
        queue.add(message);
        queuedBytes += message.costBytes();
    }

    private void remove() {
        queuedBytes -= queue.remove().costBytes();
    }

    private void drop(DataDrop reason) {
        messagesDropped++;
        counters.onDrop(reason);
    }

    /**
     * Once a second while it blocks: a reader that takes almost nothing loses its say. One whose
     * session is on the move cannot take anything, and may yet stay.
     */
    void check() {
        if (!port.isLive()) {
            checksBelow = 0;
            return;
        }
        boolean isBelow = isBlocking() && takenSinceCheck < SLOW_BYTES_PER_CHECK;
        checksBelow = isBelow ? checksBelow + 1 : 0;
        takenSinceCheck = 0;
        if (checksBelow >= SLOW_CHECKS) {
            isSlow = true;
            checksBelow = 0;
            while (!queue.isEmpty()) {
                remove();
                drop(DataDrop.SLOW_READER);
            }
        }
    }

    void export(StateWriter out) {
        out.begin(VERSION);
        parameters.export(out);
        out.bool(isOpen).bool(isSlow).i32(queue.size());
        for (var message : queue) {
            out.bool(message.isText()).bytes(message.payload());
        }
        out.end();
    }

    /** Reads what {@link #export} wrote after the parameters. */
    void restoreState(StateReader in, int maxMessageBytes) throws CorruptStateException {
        isOpen = in.bool();
        isSlow = in.bool();
        for (int left = in.count(MAX_QUEUED); left > 0; left--) {
            var message = new DataMessage(in.bool(), in.bytes(maxMessageBytes));
            queue.add(message);
            queuedBytes += message.costBytes();
        }
    }
}
