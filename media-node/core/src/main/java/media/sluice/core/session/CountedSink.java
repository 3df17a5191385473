package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/** A session's way to the worker's sink: what it sends itself is counted as its own. */
final class CountedSink implements DatagramSink {
    private final SessionCounters counters;
    private DatagramSink sink;

    CountedSink(SessionCounters counters, DatagramSink sink) {
        this.counters = counters;
        this.sink = sink;
    }

    /** The same over another sink; a session has one of these and allocates none. */
    CountedSink over(DatagramSink now) {
        sink = now;
        return this;
    }

    @Override
    public MemorySegment segment() {
        return sink.segment();
    }

    @Override
    public long reserve(int capacity) {
        return sink.reserve(capacity);
    }

    @Override
    public void commit(int length, int socket, TransportAddress remote) {
        counters.onSent(length);
        sink.commit(length, socket, remote);
    }
}
