package media.sluice.core.sctp;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Serial;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * The receiving half of an association: takes DATA and FORWARD-TSN, and says what has arrived. A
 * SACK goes out after every second packet, at once if something is missing or came twice, else
 * after 50 ms: a delay that a peer's RTO of 400 ms and more does not feel.
 */
final class DataReceiver {

    static final long SACK_DELAY_NANOS = 50_000_000L;

    private static final int VERSION = 1;
    private static final int MAX_DUPLICATES = 16;
    private static final int SACK_HEADER_BYTES = 16;
    private static final int PACKETS_PER_SACK = 2;
    private static final int NO_CAUSE = 0;

    private final SctpConfig config;
    private final SctpCounters counters;
    private final ControlQueue controls;
    private final EventQueue events;
    private final ReceivedTsns tsns;
    private final Reassembly reassembly;
    private final int streams;
    private final List<Integer> duplicates = new ArrayList<>();
    private int packetsSinceSack;
    private boolean hasDataInPacket;
    private boolean isSackDue;
    private long sackDeadlineNanos = Long.MAX_VALUE;
    private long advertisedBytes;

    DataReceiver(
            SctpConfig config,
            SctpCounters counters,
            ControlQueue controls,
            EventQueue events,
            InitParameters peer) {
        this(
                config,
                counters,
                controls,
                events,
                new ReceivedTsns((1L << 32) + Integer.toUnsignedLong(peer.initialTsn()) - 1),
                new Reassembly(config, counters, events));
    }

    private DataReceiver(
            SctpConfig config,
            SctpCounters counters,
            ControlQueue controls,
            EventQueue events,
            ReceivedTsns tsns,
            Reassembly reassembly) {
        this.config = config;
        this.counters = counters;
        this.controls = controls;
        this.events = events;
        this.tsns = tsns;
        this.reassembly = reassembly;
        this.streams = config.streams();
        this.advertisedBytes = config.receiveBufferBytes();
    }

    /** Everything up to this TSN has arrived; as on the wire. */
    int cumulativeTsn() {
        return (int) tsns.cumulativeTsn();
    }

    /** Whether everything up to a TSN has arrived. */
    boolean hasAllTo(int tsn) {
        return Serial.unwrap32(tsns.cumulativeTsn(), tsn) <= tsns.cumulativeTsn();
    }

    /** Takes a chunk; returns a cause to abort with, or 0. */
    int handleData(Chunk.Data chunk) {
        if (chunk.payload().length == 0) {
            return ChunkType.CAUSE_NO_USER_DATA;
        }
        hasDataInPacket = true;
        isSackDue |= chunk.isImmediate();
        long tsn = Serial.unwrap32(tsns.cumulativeTsn(), chunk.tsn());
        if (tsns.contains(tsn)) {
            noteDuplicate(chunk.tsn());
        } else if (!tsns.isTakeable(tsn)) {
            refuse(SctpDrop.TSN_AHEAD);
        } else if (windowBytes() == 0 && !isNeeded(tsn)) {
            refuse(SctpDrop.BUFFER_FULL);
        } else {
            return take(tsn, chunk);
        }
        return NO_CAUSE;
    }

    /** With the buffer full of what cannot be delivered, only the next chunk can free it. */
    private boolean isNeeded(long tsn) {
        return tsn == tsns.cumulativeTsn() + 1 && reassembly.costBytes() > 0;
    }

    private int take(long tsn, Chunk.Data chunk) {
        tsns.add(tsn);
        if (chunk.streamId() >= streams) {
            counters.onDrop(SctpDrop.BAD_STREAM);
            controls.add(ChunkWriter.invalidStream(chunk.streamId()));
            return NO_CAUSE;
        }
        boolean isBounded =
                reassembly.costBytes()
                        <= (long) config.receiveBufferBytes() + config.maxMessageBytes();
        return reassembly.add(tsn, chunk) && isBounded
                ? NO_CAUSE
                : ChunkType.CAUSE_PROTOCOL_VIOLATION;
    }

    private void noteDuplicate(int tsn) {
        counters.onDrop(SctpDrop.DUPLICATE_TSN);
        if (duplicates.size() < MAX_DUPLICATES) {
            duplicates.add(tsn);
        }
        isSackDue = true;
    }

    private void refuse(SctpDrop reason) {
        counters.onDrop(reason);
        isSackDue = true;
    }

    /** The peer gives up what it has sent up to a TSN (RFC 3758 §3.6). */
    void handleForwardTsn(Chunk.ForwardTsn chunk) {
        long tsn = Serial.unwrap32(tsns.cumulativeTsn(), chunk.cumulativeTsn());
        isSackDue = true;
        if (tsn > tsns.cumulativeTsn()) {
            tsns.advanceTo(tsn);
            reassembly.skip(tsn, chunk.skips());
        }
    }

    /** The peer counts anew on these streams. */
    List<Integer> resetStreams(int[] streamIds) {
        return reassembly.reset(streamIds);
    }

    /** After the last chunk of a packet: decides when a SACK goes. */
    void endPacket(long nowNanos) {
        if (!hasDataInPacket) {
            return;
        }
        hasDataInPacket = false;
        packetsSinceSack++;
        if (packetsSinceSack >= PACKETS_PER_SACK || tsns.hasGaps()) {
            isSackDue = true;
        } else if (sackDeadlineNanos == Long.MAX_VALUE) {
            sackDeadlineNanos = nowNanos + SACK_DELAY_NANOS;
        }
    }

    long nextDeadlineNanos() {
        return sackDeadlineNanos;
    }

    void handleTimeout(long nowNanos) {
        if (nowNanos >= sackDeadlineNanos) {
            isSackDue = true;
            sackDeadlineNanos = Long.MAX_VALUE;
        }
    }

    /** The owner has polled: a window that was nearly shut and is open again is worth a SACK. */
    void onPolled() {
        isSackDue |=
                advertisedBytes < config.packetBytes()
                        && windowBytes() >= config.receiveBufferBytes() / 2;
    }

    /** Puts a SACK into the packet if one is due; also rides along with other chunks. */
    void fill(PacketBuilder packet, boolean isAnyPacket) {
        boolean isPending = sackDeadlineNanos != Long.MAX_VALUE;
        if (!isSackDue && !(isAnyPacket && isPending)) {
            return;
        }
        int[] twice = duplicates.stream().mapToInt(Integer::intValue).toArray();
        int blocks = (packet.room() - SACK_HEADER_BYTES) / 4 - twice.length;
        long window = windowBytes();
        if (blocks >= 1
                && packet.add(
                        ChunkWriter.sack(cumulativeTsn(), window, tsns.gaps(blocks), twice))) {
            advertisedBytes = window;
            duplicates.clear();
            packetsSinceSack = 0;
            isSackDue = false;
            sackDeadlineNanos = Long.MAX_VALUE;
        }
    }

    /** What the buffer still takes: a_rwnd. */
    private long windowBytes() {
        return Math.max(
                0, config.receiveBufferBytes() - reassembly.costBytes() - events.costBytes());
    }

    void export(StateWriter writer) {
        writer.begin(VERSION);
        tsns.export(writer);
        reassembly.export(writer);
        writer.i64(advertisedBytes);
        writer.end();
    }

    /** The new node begins with a SACK: the last one may have been lost with the old node. */
    static DataReceiver restore(
            StateReader reader,
            SctpConfig config,
            SctpCounters counters,
            ControlQueue controls,
            EventQueue events)
            throws CorruptStateException {
        reader.begin();
        var receiver =
                new DataReceiver(
                        config,
                        counters,
                        controls,
                        events,
                        ReceivedTsns.restore(reader),
                        Reassembly.restore(reader, config, counters, events));
        receiver.advertisedBytes = reader.i64();
        receiver.isSackDue = true;
        reader.end();
        return receiver;
    }
}
