package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** Transmission control block: what an association has while it is up. */
final class Tcb {

    private static final int VERSION = 1;
    private static final int NO_CAUSE = 0;

    private final SctpCounters counters;
    private final ControlQueue controls;
    private final DataSender sender;
    private final DataReceiver receiver;
    private final StreamResets resets;
    private final PathHeartbeat heartbeat;
    private final InitParameters peer;
    private final int streams;

    Tcb(
            SctpConfig config,
            SctpCounters counters,
            ControlQueue controls,
            EventQueue events,
            SendQueue queue,
            InitParameters local,
            InitParameters peer,
            long nowNanos) {
        this(
                config,
                counters,
                controls,
                events,
                new DataSender(
                        config,
                        counters,
                        queue,
                        peer,
                        (1L << 32) + Integer.toUnsignedLong(local.initialTsn())),
                new DataReceiver(config, counters, controls, events, peer),
                local,
                peer,
                nowNanos);
    }

    private Tcb(
            SctpConfig config,
            SctpCounters counters,
            ControlQueue controls,
            EventQueue events,
            DataSender sender,
            DataReceiver receiver,
            InitParameters local,
            InitParameters peer,
            long nowNanos) {
        this.counters = counters;
        this.controls = controls;
        this.sender = sender;
        this.receiver = receiver;
        this.resets = new StreamResets(config, controls, events, sender, receiver, local, peer);
        this.heartbeat = new PathHeartbeat(nowNanos);
        this.peer = peer;
        this.streams = Math.min(config.streams(), peer.inboundStreams());
    }

    DataSender sender() {
        return sender;
    }

    DataReceiver receiver() {
        return receiver;
    }

    StreamResets resets() {
        return resets;
    }

    InitParameters peer() {
        return peer;
    }

    /** Streams we may send on. */
    int streams() {
        return streams;
    }

    void onPacketReceived(long nowNanos) {
        heartbeat.onPacketReceived(nowNanos);
    }

    /** Takes a chunk of an association that is up; returns a cause to abort with, or 0. */
    int handle(Chunk chunk, AssociationState state, long nowNanos) {
        switch (chunk) {
            case Chunk.Data data when state.isReceiving() -> {
                return receiver.handleData(data);
            }
            case Chunk.Sack sack when state.isSending() -> handleSack(sack, nowNanos);
            case Chunk.ForwardTsn forward when state.isReceiving() ->
                    receiver.handleForwardTsn(forward);
            case Chunk.Reconfig reconfig -> resets.handle(reconfig, nowNanos);
            case Chunk.Heartbeat ping -> controls.add(ChunkWriter.heartbeatAck(ping.info()));
            case Chunk.HeartbeatAck ack -> heartbeat.handleAck(ack, sender.timeout(), nowNanos);
            // What the peer did not like is its choice; nothing we send depends on it.
            case Chunk.OperationError error -> {}
            default -> counters.onDrop(SctpDrop.UNEXPECTED_CHUNK);
        }
        return NO_CAUSE;
    }

    private void handleSack(Chunk.Sack sack, long nowNanos) {
        if (!sender.handleSack(sack, nowNanos)) {
            counters.onDrop(SctpDrop.BAD_SACK);
        }
    }

    long nextDeadlineNanos() {
        long own = Math.min(sender.nextDeadlineNanos(), receiver.nextDeadlineNanos());
        return Math.min(own, Math.min(resets.nextDeadlineNanos(), heartbeat.nextDeadlineNanos()));
    }

    void handleTimeout(long nowNanos) {
        sender.handleTimeout(nowNanos);
        receiver.handleTimeout(nowNanos);
        resets.handleTimeout(nowNanos);
        heartbeat.handleTimeout(controls, nowNanos);
    }

    /**
     * Puts into the packet what is due. Control chunks stand before DATA (RFC 9260 §6.10); usrsctp
     * aborts an association that does otherwise.
     */
    void fill(PacketBuilder packet, AssociationState state, long nowNanos) {
        controls.fill(packet);
        resets.fill(packet, nowNanos);
        boolean isDataDue = state.isSending() && sender.isReady(nowNanos);
        receiver.fill(packet, isDataDue || !packet.isEmpty());
        if (isDataDue) {
            sender.fill(packet, nowNanos);
        }
    }

    void export(StateWriter writer, long nowNanos) {
        writer.begin(VERSION);
        sender.export(writer, nowNanos);
        receiver.export(writer);
        resets.export(writer);
        writer.end();
    }

    static Tcb restore(
            StateReader reader,
            SctpConfig config,
            SctpCounters counters,
            ControlQueue controls,
            EventQueue events,
            InitParameters local,
            InitParameters peer,
            long nowNanos)
            throws CorruptStateException {
        reader.begin();
        var tcb =
                new Tcb(
                        config,
                        counters,
                        controls,
                        events,
                        DataSender.restore(reader, config, counters, peer, nowNanos),
                        DataReceiver.restore(reader, config, counters, controls, events),
                        local,
                        peer,
                        nowNanos);
        tcb.resets.restore(reader);
        reader.end();
        return tcb;
    }
}
