package media.sluice.core.trunk;

import java.lang.foreign.MemorySegment;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/**
 * The way out of a worker for frames of all its trunks: written into slots, sealed sixteen at a
 * time and handed to the sink. One per worker; call {@link #flush} at the end of each cycle.
 */
public final class TrunkEgress {

    private static final int BATCH = 16;
    private static final int SLOT_BYTES = 2_048;
    private static final TransportAddress NOBODY = TransportAddress.ofIpv4(0, 0);

    private final SrtpEngine engine;
    private final DatagramSink sink;
    private final SrtpBatch batch = new SrtpBatch(BATCH);
    private final MemorySegment slots = MemorySegment.ofArray(new byte[BATCH * SLOT_BYTES]);
    private final int[] sockets = new int[BATCH];
    private final TransportAddress[] remotes = new TransportAddress[BATCH];
    private long sent;
    private long dropped;

    /** {@code engine} must be the one that makes the trunks' keys. */
    public TrunkEgress(SrtpEngine engine, DatagramSink sink) {
        this.engine = engine;
        this.sink = sink;
        for (int i = 0; i < BATCH; i++) {
            remotes[i] = NOBODY;
        }
    }

    SrtpEngine engine() {
        return engine;
    }

    /** Most bytes of payload that fit a frame. */
    static int maxPayload() {
        return SLOT_BYTES - TrunkFrame.HEADER_LENGTH - TrunkFrame.TAG_LENGTH;
    }

    void begin() {
        if (batch.isFull()) {
            flush();
        }
    }

    MemorySegment slots() {
        return slots;
    }

    /** Where the payload of the frame begun is written. */
    long payloadAt() {
        return (long) batch.size() * SLOT_BYTES + TrunkFrame.HEADER_LENGTH;
    }

    /** Queues the frame begun, whose header is written now. */
    void stage(
            SrtpKey key,
            int kind,
            long counter,
            int trunkId,
            int streamId,
            int payloadLength,
            int socket,
            TransportAddress remote) {
        long at = (long) batch.size() * SLOT_BYTES;
        TrunkFrame.write(slots, at, kind, counter, trunkId, streamId);
        int entry = batch.add(key, counter);
        batch.packet(entry, slots, at, SLOT_BYTES);
        batch.plainInPlace(
                entry, TrunkFrame.HEADER_LENGTH, TrunkFrame.HEADER_LENGTH + payloadLength);
        sockets[entry] = socket;
        remotes[entry] = remote;
    }

    /** Seals and sends what is queued. Call also before a trunk's keys are closed. */
    public void flush() {
        int size = batch.size();
        if (size == 0) {
            return;
        }
        engine.protectRtp(batch);
        for (int entry = 0; entry < size; entry++) {
            int length = batch.packetLength[entry];
            long at = batch.status[entry] == CryptoStatus.OK ? sink.reserve(length) : -1;
            if (at < 0) {
                dropped++;
            } else {
                Bytes.copy(slots, batch.packetOffset[entry], sink.segment(), at, length);
                sink.commit(length, sockets[entry], remotes[entry]);
                sent++;
            }
            remotes[entry] = NOBODY;
        }
        batch.clear();
    }

    /** Frames handed to the sink. */
    public long sent() {
        return sent;
    }

    /** Frames that the cipher refused or the sink had no room for. */
    public long dropped() {
        return dropped;
    }
}
