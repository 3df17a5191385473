package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;

/** One side of an association on the simulated network; keeps what it hears. */
final class SctpEndpoint implements SimPeer {

    final List<SctpEvent.MessageReceived> messages = new ArrayList<>();
    final List<SctpEvent> events = new ArrayList<>();
    private final SctpConfig config;
    private final RandomSource random;
    private final TransportAddress remote;
    private SctpAssociation association;
    private long clockShiftNanos;

    SctpEndpoint(SctpConfig config, TransportAddress remote, long seed, int initialTsn) {
        this.config = config;
        this.remote = remote;
        this.random = new TagsAndTsns(seed, initialTsn);
        this.association = new SctpAssociation(config, random);
    }

    SctpAssociation association() {
        return association;
    }

    /** The clock of the node this endpoint is on now. */
    long localNanos(long nowNanos) {
        return nowNanos + clockShiftNanos;
    }

    SendStatus send(int stream, byte[] payload, Reliability reliability, long nowNanos) {
        return association.send(stream, 53, payload, reliability, localNanos(nowNanos));
    }

    /** Goes on in a fresh object made from bytes, on a node with another clock. */
    void move(long nowNanos, long nextClockShiftNanos) {
        var writer = new StateWriter();
        association.export(writer, localNanos(nowNanos));
        clockShiftNanos = nextClockShiftNanos;
        try {
            association =
                    SctpAssociation.restore(
                            new StateReader(writer.toBytes()),
                            config,
                            random,
                            localNanos(nowNanos));
        } catch (CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    /** Loses everything, as a process that was killed. */
    void forget() {
        association = new SctpAssociation(config, random);
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress from,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        association.handlePacket(segment, offset, length, localNanos(nowNanos));
    }

    @Override
    public void handleTimeout(long nowNanos) {
        association.handleTimeout(localNanos(nowNanos));
    }

    @Override
    public long nextDeadlineNanos() {
        long deadline = association.nextDeadlineNanos();
        return deadline == Long.MAX_VALUE ? deadline : deadline - clockShiftNanos;
    }

    @Override
    public void transmit(SimOutbox outbox, long nowNanos) {
        for (var event = association.pollEvent(); event != null; event = association.pollEvent()) {
            if (event instanceof SctpEvent.MessageReceived message) {
                messages.add(message);
            } else {
                events.add(event);
            }
        }
        for (var packet = association.pollPacket(localNanos(nowNanos));
                packet != null;
                packet = association.pollPacket(localNanos(nowNanos))) {
            outbox.send(0, remote, packet);
        }
    }

    /** Draws tags from a seed and starts each association at one TSN. */
    private static final class TagsAndTsns implements RandomSource {
        private final Random random;
        private final int initialTsn;
        private boolean isTsn;

        TagsAndTsns(long seed, int initialTsn) {
            this.random = new Random(seed);
            this.initialTsn = initialTsn;
        }

        @Override
        public void nextBytes(byte[] into) {
            random.nextBytes(into);
        }

        @Override
        public int nextInt() {
            isTsn = !isTsn;
            return isTsn ? random.nextInt() : initialTsn;
        }
    }
}
