package media.sluice.core.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Puts fragments together and ordered messages in order. A message is a run of consecutive TSNs
 * from one with the first-fragment bit to one with the last-fragment bit, all of one stream; a run
 * that contradicts this is a violation, for no later chunk could mend it.
 */
final class Reassembly {

    private static final int VERSION = 1;
    private static final int FRAGMENT_OVERHEAD_BYTES = 64;

    private final SctpConfig config;
    private final SctpCounters counters;
    private final EventQueue events;
    private final TreeMap<Long, Chunk.Data> fragments = new TreeMap<>();
    private final Map<Integer, InboundStream> streams = new TreeMap<>();
    private long costBytes;

    Reassembly(SctpConfig config, SctpCounters counters, EventQueue events) {
        this.config = config;
        this.counters = counters;
        this.events = events;
    }

    /** Memory held, in bytes. */
    long costBytes() {
        return costBytes;
    }

    /** Takes a new chunk; false when it contradicts its neighbours. */
    boolean add(long tsn, Chunk.Data chunk) {
        if (chunk.isFirst() && chunk.isLast()) {
            deliver(chunk, chunk.payload());
            return true;
        }
        var before = fragments.get(tsn - 1);
        var after = fragments.get(tsn + 1);
        if (before != null && !continues(before, chunk)
                || after != null && !continues(chunk, after)) {
            return false;
        }
        fragments.put(tsn, chunk);
        costBytes += costOf(chunk);
        return assembleAround(tsn);
    }

    private static boolean continues(Chunk.Data earlier, Chunk.Data later) {
        if (earlier.isLast() != later.isFirst()) {
            return false;
        }
        return earlier.isLast()
                || earlier.streamId() == later.streamId()
                        && earlier.isUnordered() == later.isUnordered()
                        && (earlier.isUnordered() || earlier.ssn() == later.ssn());
    }

    /** Looks forward first: with data in order there is nothing, and nothing more to look for. */
    private boolean assembleAround(long tsn) {
        long last = tsn;
        var chunk = fragments.get(last);
        while (chunk != null && !chunk.isLast()) {
            chunk = fragments.get(++last);
        }
        if (chunk == null) {
            return true;
        }
        long first = tsn;
        chunk = fragments.get(first);
        while (chunk != null && !chunk.isFirst()) {
            chunk = fragments.get(--first);
        }
        return chunk == null || assemble(first, last);
    }

    private boolean assemble(long first, long last) {
        var run = fragments.subMap(first, true, last, true);
        int length = 0;
        for (var fragment : run.values()) {
            length += fragment.payload().length;
            costBytes -= costOf(fragment);
        }
        var head = run.firstEntry().getValue();
        byte[] payload = new byte[length];
        int at = 0;
        for (var fragment : run.values()) {
            System.arraycopy(fragment.payload(), 0, payload, at, fragment.payload().length);
            at += fragment.payload().length;
        }
        run.clear();
        if (length > config.maxMessageBytes()) {
            return false;
        }
        deliver(head, payload);
        return true;
    }

    private void deliver(Chunk.Data head, byte[] payload) {
        var message =
                new SctpEvent.MessageReceived(
                        head.streamId(), head.payloadProtocol(), head.isUnordered(), payload);
        if (head.isUnordered()) {
            counters.onMessageReceived();
            events.add(message);
        } else {
            costBytes += costOf(message);
            stream(head.streamId()).add(head.ssn(), message, this::release);
        }
    }

    private void release(SctpEvent.MessageReceived message) {
        costBytes -= costOf(message);
        counters.onMessageReceived();
        events.add(message);
    }

    /** The peer gives up everything up to a TSN; {@code skips} as in {@link Chunk.ForwardTsn}. */
    void skip(long tsn, int[] skips) {
        var gone = fragments.headMap(tsn, true);
        for (var fragment : gone.values()) {
            costBytes -= costOf(fragment);
        }
        gone.clear();
        for (int i = 0; i + 1 < skips.length; i += 2) {
            if (skips[i] < config.streams()) {
                stream(skips[i]).skip(skips[i + 1], this::release);
            }
        }
    }

    /** The peer counts anew on these streams, or on all if none is named. */
    List<Integer> reset(int[] streamIds) {
        var ids = new ArrayList<Integer>();
        if (streamIds.length == 0) {
            ids.addAll(streams.keySet());
        }
        for (int id : streamIds) {
            ids.add(id);
        }
        for (int id : ids) {
            var stream = streams.remove(id);
            if (stream != null) {
                stream.early().values().forEach(message -> costBytes -= costOf(message));
            }
        }
        return List.copyOf(ids);
    }

    private InboundStream stream(int id) {
        return streams.computeIfAbsent(id, key -> new InboundStream());
    }

    private static long costOf(Chunk.Data fragment) {
        return (long) fragment.payload().length + FRAGMENT_OVERHEAD_BYTES;
    }

    private static long costOf(SctpEvent.MessageReceived message) {
        return (long) message.payload().length + FRAGMENT_OVERHEAD_BYTES;
    }

    void export(StateWriter writer) {
        writer.begin(VERSION).i32(fragments.size());
        for (var fragment : fragments.entrySet()) {
            writer.i64(fragment.getKey());
            exportFragment(writer, fragment.getValue());
        }
        writer.i32(streams.size());
        for (var stream : streams.entrySet()) {
            writer.u16(stream.getKey()).i64(stream.getValue().nextSsn());
            writer.i32(stream.getValue().early().size());
            for (var early : stream.getValue().early().entrySet()) {
                writer.i64(early.getKey()).i32(early.getValue().payloadProtocol());
                writer.bytes(early.getValue().payload());
            }
        }
        writer.end();
    }

    private static void exportFragment(StateWriter writer, Chunk.Data fragment) {
        writer.u16(fragment.streamId()).u16(fragment.ssn()).i32(fragment.payloadProtocol());
        writer.bool(fragment.isUnordered()).bool(fragment.isFirst()).bool(fragment.isLast());
        writer.bytes(fragment.payload());
    }

    static Reassembly restore(
            StateReader reader, SctpConfig config, SctpCounters counters, EventQueue events)
            throws CorruptStateException {
        var reassembly = new Reassembly(config, counters, events);
        reader.begin();
        int count = reader.count(reader.remaining());
        for (int i = 0; i < count; i++) {
            long tsn = reader.i64();
            var fragment = restoreFragment(reader, (int) tsn);
            reassembly.fragments.put(tsn, fragment);
            reassembly.costBytes += costOf(fragment);
        }
        int streams = reader.count(config.streams());
        for (int i = 0; i < streams; i++) {
            reassembly.restoreStream(reader);
        }
        reader.end();
        return reassembly;
    }

    private static Chunk.Data restoreFragment(StateReader reader, int tsn)
            throws CorruptStateException {
        int streamId = reader.u16();
        int ssn = reader.u16();
        int payloadProtocol = reader.i32();
        boolean isUnordered = reader.bool();
        boolean isFirst = reader.bool();
        boolean isLast = reader.bool();
        reader.require(!(isFirst && isLast), "a whole message among fragments");
        return new Chunk.Data(
                tsn,
                streamId,
                ssn,
                payloadProtocol,
                isUnordered,
                isFirst,
                isLast,
                false,
                reader.bytes(0xFFFF));
    }

    private void restoreStream(StateReader reader) throws CorruptStateException {
        int id = reader.u16();
        reader.require(id < config.streams(), "no such stream");
        var stream = stream(id);
        stream.nextSsn(reader.i64());
        int count = reader.count(reader.remaining());
        for (int i = 0; i < count; i++) {
            long ssn = reader.i64();
            var message =
                    new SctpEvent.MessageReceived(
                            id, reader.i32(), false, reader.bytes(config.maxMessageBytes()));
            stream.early().put(ssn, message);
            costBytes += costOf(message);
        }
    }
}
