package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.crypto.HandshakeResult;
import media.sluice.core.crypto.LeasedCounter;
import media.sluice.core.crypto.Secret;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * An established association: records in, records out, and our last flight for a client that lost
 * it. A client that repeats its Finished has not seen ours; it gets the same bytes again, which
 * uses no sequence number and so no nonce (RFC 6347 §4.2.4).
 */
final class DtlsConnection {

    /**
     * Clients start their retransmission timer at 50 ms; an answer per 20 ms serves them and
     * starves an amplifier.
     */
    private static final long REPEAT_INTERVAL_NANOS = 20_000_000L;

    private static final int VERSION = 1;
    private static final int MAX_FLIGHT_DATAGRAMS = 8;
    private static final int MAX_DATAGRAM_LENGTH = 2048;
    private static final int FINISHED = 20;
    private static final int CLOSE_NOTIFY = 0;
    private static final int FATAL = 2;

    private @Nullable RecordLayer records;
    private List<Secret> lastFlight = List.of();
    private int nextOfFlight;
    private boolean hasRepeated;
    private long repeatedAtNanos;
    private boolean hasPeerClosed;

    private long applicationData;
    private long malformed;
    private long ignored;
    private long alerts;
    private long flightsRepeated;
    private long sealRefused;

    /** Begins where the handshake ended. */
    void start(HandshakeResult result) {
        records = new RecordLayer(result.secrets(), true, result.records().nextWriteSequence());
        lastFlight = result.records().lastFlight();
        nextOfFlight = lastFlight.size();
    }

    boolean hasPeerClosed() {
        return hasPeerClosed;
    }

    @Nullable LeasedCounter writeSequences() {
        return records == null ? null : records.writeSequences();
    }

    void countMalformed() {
        malformed++;
    }

    void handleDatagram(
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos,
            DtlsApplicationSink sink) {
        RecordLayer layer = records;
        int at = 0;
        while (layer != null && at < length) {
            int record = DtlsRecord.length(segment, offset + at, length - at);
            if (record < 0) {
                malformed++;
                return;
            }
            if (DtlsRecord.epoch(segment, offset + at) != 1) {
                ignored++;
            } else if (layer.open(segment, offset + at)) {
                handleRecord(DtlsRecord.type(segment, offset + at), layer, nowNanos, sink);
            }
            at += record;
        }
    }

    private void handleRecord(
            int type, RecordLayer layer, long nowNanos, DtlsApplicationSink sink) {
        byte[] plain = layer.plain();
        int length = layer.plainLength();
        switch (type) {
            case DtlsRecord.APPLICATION_DATA -> {
                applicationData++;
                sink.onApplicationData(MemorySegment.ofArray(plain), 0, length, nowNanos);
            }
            case DtlsRecord.HANDSHAKE -> {
                if (length > 0 && plain[0] == FINISHED) {
                    repeatLastFlight(nowNanos);
                } else {
                    ignored++;
                }
            }
            case DtlsRecord.ALERT -> {
                alerts++;
                hasPeerClosed |= length == 2 && (plain[1] == CLOSE_NOTIFY || plain[0] == FATAL);
            }
            default -> ignored++;
        }
    }

    private void repeatLastFlight(long nowNanos) {
        if (!hasRepeated || nowNanos - repeatedAtNanos >= REPEAT_INTERVAL_NANOS) {
            hasRepeated = true;
            repeatedAtNanos = nowNanos;
            nextOfFlight = 0;
            flightsRepeated++;
        }
    }

    int pollDatagram(MemorySegment segment, long offset, int room) {
        while (nextOfFlight < lastFlight.size()) {
            byte[] datagram = lastFlight.get(nextOfFlight++).bytes();
            if (datagram.length <= room) {
                Bytes.copy(datagram, 0, segment, offset, datagram.length);
                return datagram.length;
            }
        }
        return 0;
    }

    int seal(int type, byte[] content, MemorySegment target, long offset, int room) {
        RecordLayer layer = records;
        int length = layer == null ? -1 : layer.seal(type, content, target, offset, room);
        if (length < 0) {
            sealRefused++;
        }
        return length;
    }

    DtlsCounters counters() {
        RecordLayer layer = records;
        return new DtlsCounters(
                applicationData,
                layer == null ? 0 : layer.replayed(),
                layer == null ? 0 : layer.forged(),
                malformed,
                ignored,
                alerts,
                flightsRepeated,
                sealRefused);
    }

    void export(StateWriter writer) {
        RecordLayer layer = records;
        if (layer == null) {
            throw new IllegalStateException("a DTLS handshake in progress cannot be exported");
        }
        writer.begin(VERSION);
        layer.export(writer);
        writer.bool(hasPeerClosed).i32(lastFlight.size());
        for (Secret datagram : lastFlight) {
            writer.bytes(datagram.bytes());
        }
        writer.end();
    }

    void restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        records = RecordLayer.restore(reader, true);
        hasPeerClosed = reader.bool();
        var flight = new ArrayList<Secret>();
        int count = reader.count(MAX_FLIGHT_DATAGRAMS);
        for (int i = 0; i < count; i++) {
            flight.add(Secret.of(reader.bytes(MAX_DATAGRAM_LENGTH)));
        }
        lastFlight = List.copyOf(flight);
        nextOfFlight = lastFlight.size();
        reader.end();
    }
}
