package media.sluice.core.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import media.sluice.core.sctp.ReconfigParameter.Result;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Resets of streams in both directions (RFC 6525), by which channels are closed. One request of
 * ours is under way at a time, and is repeated until the peer answers.
 */
final class StreamResets {

    /** In one request: 400 bytes. */
    private static final int MAX_STREAMS_PER_REQUEST = 200;

    private static final int VERSION = 1;

    private final SctpConfig config;
    private final ControlQueue controls;
    private final EventQueue events;
    private final DataSender sender;
    private final DataReceiver receiver;
    private final TreeSet<Integer> wanted = new TreeSet<>();
    private ReconfigParameter.@Nullable OutgoingReset request;
    private boolean isRequestDue;
    private long requestDeadlineNanos = Long.MAX_VALUE;
    private int nextRequestSequence;
    private int lastPeerSequence;
    private int lastPeerResult = Result.PERFORMED;
    private int peerStreams;

    StreamResets(
            SctpConfig config,
            ControlQueue controls,
            EventQueue events,
            DataSender sender,
            DataReceiver receiver,
            InitParameters local,
            InitParameters peer) {
        this.config = config;
        this.controls = controls;
        this.events = events;
        this.sender = sender;
        this.receiver = receiver;
        this.nextRequestSequence = local.initialTsn();
        this.lastPeerSequence = peer.initialTsn() - 1;
        this.peerStreams = peer.outboundStreams();
    }

    /** Resets a stream of ours once everything that waits on it is sent. */
    void reset(int streamId) {
        sender.queue().stream(streamId).isResetting(true);
        wanted.add(streamId);
    }

    /** Answers the requests and takes the responses of one chunk. */
    void handle(Chunk.Reconfig chunk, long nowNanos) {
        for (var parameter : chunk.parameters()) {
            switch (parameter) {
                case ReconfigParameter.OutgoingReset reset ->
                        answer(reset.requestSequence(), reset);
                case ReconfigParameter.AddOutgoing add -> answer(add.requestSequence(), add);
                case ReconfigParameter.OtherRequest other -> answer(other.requestSequence(), other);
                case ReconfigParameter.Response response -> handleResponse(response, nowNanos);
            }
        }
    }

    /** A request that was answered is answered alike; one that had to wait is looked at again. */
    private void answer(int sequence, ReconfigParameter parameter) {
        int result;
        if (sequence == lastPeerSequence && lastPeerResult != Result.IN_PROGRESS) {
            result = lastPeerResult;
        } else if (sequence == lastPeerSequence || sequence == lastPeerSequence + 1) {
            result = perform(parameter);
            lastPeerSequence = sequence;
            lastPeerResult = result;
        } else {
            result = Result.BAD_SEQUENCE;
        }
        controls.add(ChunkWriter.reconfig(new ReconfigParameter.Response(sequence, result)));
    }

    private int perform(ReconfigParameter parameter) {
        return switch (parameter) {
            case ReconfigParameter.OutgoingReset reset -> performReset(reset);
            case ReconfigParameter.AddOutgoing add -> performAdd(add);
            case ReconfigParameter.OtherRequest other -> Result.DENIED;
            case ReconfigParameter.Response response -> Result.DENIED;
        };
    }

    private int performReset(ReconfigParameter.OutgoingReset reset) {
        if (!receiver.hasAllTo(reset.lastTsn())) {
            return Result.IN_PROGRESS;
        }
        var streams = receiver.resetStreams(reset.streams());
        events.add(new SctpEvent.IncomingStreamsReset(streams));
        return Result.PERFORMED;
    }

    /** Streams cost nothing before they are used, so all that were offered may be added. */
    private int performAdd(ReconfigParameter.AddOutgoing add) {
        if (peerStreams + add.count() > config.streams()) {
            return Result.DENIED;
        }
        peerStreams += add.count();
        return Result.PERFORMED;
    }

    private void handleResponse(ReconfigParameter.Response response, long nowNanos) {
        var current = request;
        if (current == null || response.responseSequence() != current.requestSequence()) {
            return;
        }
        if (response.result() == Result.IN_PROGRESS) {
            requestDeadlineNanos = nowNanos + sender.timeout().nanos();
            return;
        }
        boolean isPerformed =
                response.result() == Result.PERFORMED || response.result() == Result.NOTHING_TO_DO;
        var ids = new ArrayList<Integer>();
        for (int id : current.streams()) {
            var stream = sender.queue().stream(id);
            stream.isResetting(false);
            if (isPerformed) {
                stream.nextSsn(0);
            }
            ids.add(id);
        }
        request = null;
        requestDeadlineNanos = Long.MAX_VALUE;
        events.add(new SctpEvent.OutgoingStreamsReset(List.copyOf(ids), isPerformed));
    }

    long nextDeadlineNanos() {
        return requestDeadlineNanos;
    }

    void handleTimeout(long nowNanos) {
        if (nowNanos >= requestDeadlineNanos) {
            isRequestDue = true;
            requestDeadlineNanos = nowNanos + sender.timeout().nanos();
        }
    }

    /** Puts a request into the packet if one is due. */
    void fill(PacketBuilder packet, long nowNanos) {
        if (request == null) {
            prepareRequest();
        }
        var current = request;
        if (current != null && isRequestDue && packet.add(ChunkWriter.reconfig(current))) {
            isRequestDue = false;
            requestDeadlineNanos = nowNanos + sender.timeout().nanos();
        }
    }

    private void prepareRequest() {
        int[] ready =
                wanted.stream()
                        .filter(id -> !sender.queue().isWaiting(id))
                        .limit(MAX_STREAMS_PER_REQUEST)
                        .mapToInt(Integer::intValue)
                        .toArray();
        if (ready.length > 0) {
            for (int id : ready) {
                wanted.remove(id);
            }
            request =
                    new ReconfigParameter.OutgoingReset(
                            nextRequestSequence++, lastPeerSequence, sender.lastTsn(), ready);
            isRequestDue = true;
        }
    }

    void export(StateWriter writer) {
        writer.begin(VERSION);
        exportStreams(writer, wanted.stream().mapToInt(Integer::intValue).toArray());
        var current = request;
        writer.bool(current != null);
        if (current != null) {
            writer.i32(current.requestSequence()).i32(current.responseSequence());
            writer.i32(current.lastTsn());
            exportStreams(writer, current.streams());
        }
        writer.i32(nextRequestSequence).i32(lastPeerSequence).u8(lastPeerResult);
        writer.i32(peerStreams).end();
    }

    private static void exportStreams(StateWriter writer, int[] ids) {
        writer.i32(ids.length);
        for (int id : ids) {
            writer.u16(id);
        }
    }

    /** Reads what {@link #export} wrote; a request under way is sent again at once. */
    void restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        for (int id : restoreStreams(reader)) {
            wanted.add(id);
        }
        if (reader.bool()) {
            request =
                    new ReconfigParameter.OutgoingReset(
                            reader.i32(), reader.i32(), reader.i32(), restoreStreams(reader));
            isRequestDue = true;
        }
        nextRequestSequence = reader.i32();
        lastPeerSequence = reader.i32();
        lastPeerResult = reader.u8();
        peerStreams = reader.i32();
        reader.end();
    }

    private int[] restoreStreams(StateReader reader) throws CorruptStateException {
        int[] ids = new int[reader.count(config.streams())];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = reader.u16();
            reader.require(ids[i] < config.streams(), "no such stream");
        }
        return ids;
    }
}
