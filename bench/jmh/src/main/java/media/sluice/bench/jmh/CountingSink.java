package media.sluice.bench.jmh;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/** Where datagrams end that nobody sends: in memory, one over the other. */
final class CountingSink implements DatagramSink {
    private final MemorySegment room = MemorySegment.ofArray(new byte[Samples.ROOM]);
    long committed;

    @Override
    public MemorySegment segment() {
        return room;
    }

    @Override
    public long reserve(int capacity) {
        return capacity > Samples.ROOM ? FULL : 0;
    }

    @Override
    public void commit(int length, int socket, TransportAddress remote) {
        committed++;
    }
}
