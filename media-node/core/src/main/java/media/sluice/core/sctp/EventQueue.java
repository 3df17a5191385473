package media.sluice.core.sctp;

import java.util.ArrayDeque;
import java.util.Deque;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/** Events that wait to be polled. Messages among them count as received but not consumed. */
final class EventQueue {

    private static final int VERSION = 1;
    private static final int MESSAGE_OVERHEAD_BYTES = 64;

    private final Deque<SctpEvent> events = new ArrayDeque<>();
    private long costBytes;

    void add(SctpEvent event) {
        events.add(event);
        costBytes += costBytes(event);
    }

    @Nullable SctpEvent poll() {
        var event = events.poll();
        costBytes -= event == null ? 0 : costBytes(event);
        return event;
    }

    /** Memory held by messages, in bytes. */
    long costBytes() {
        return costBytes;
    }

    private static long costBytes(SctpEvent event) {
        return event instanceof SctpEvent.MessageReceived message
                ? message.payload().length + MESSAGE_OVERHEAD_BYTES
                : 0;
    }

    /**
     * Writes the messages: the peer believes them delivered. Other events are for the owner on this
     * node, who polls them before a move.
     */
    void export(StateWriter writer) {
        writer.begin(VERSION);
        int messages = 0;
        for (var event : events) {
            messages += event instanceof SctpEvent.MessageReceived ? 1 : 0;
        }
        writer.i32(messages);
        for (var event : events) {
            if (event instanceof SctpEvent.MessageReceived message) {
                writer.u16(message.streamId()).i32(message.payloadProtocol());
                writer.bool(message.isUnordered()).bytes(message.payload());
            }
        }
        writer.end();
    }

    static EventQueue restore(StateReader reader, SctpConfig config) throws CorruptStateException {
        var queue = new EventQueue();
        reader.begin();
        int messages = reader.count(reader.remaining());
        for (int i = 0; i < messages; i++) {
            queue.add(
                    new SctpEvent.MessageReceived(
                            reader.u16(),
                            reader.i32(),
                            reader.bool(),
                            reader.bytes(config.maxMessageBytes())));
        }
        reader.end();
        return queue;
    }
}
