package media.sluice.core.trunk;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.IndexWindow;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * One end of a trunk. Owned by its worker.
 *
 * <pre>
 *  PROBING: keepalives to every path ──heard, and heard by the other──► PROVEN: one path, keepalives
 *     └───────────────── nothing authentic for 3 s ──► lost ◄────────────────────┘
 * </pre>
 */
public final class Trunk implements AutoCloseable {

    /** {@link #send}: no path is known yet, or the payload is too long. */
    public static final long NOT_SENT = -1;

    /** {@link #open}: nothing for the caller. */
    public static final int DROPPED = -1;

    /** The other end is gone when nothing authentic has come for so long. */
    public static final long SILENCE_NANOS = 3_000_000_000L;

    private static final long PROBE_NANOS = 20_000_000L;
    private static final long KEEPALIVE_NANOS = 500_000_000L;
    private static final int MAX_DATAGRAM = 1_500;
    private static final int KEEPALIVE_LENGTH = 25;
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;
    private static final int DROPS = TrunkDrop.values().length;

    private final TrunkEgress egress;
    private final SrtpEngine engine;
    private final int localId;
    private final int remoteId;
    private final SrtpKey sendKey;
    private final SrtpKey receiveKey;
    private final SrtpBatch batch = new SrtpBatch(1);
    private final IndexWindow window = new IndexWindow();
    private final int[] sockets;
    private final TransportAddress[] remotes;
    private final long[] drops = new long[DROPS];
    private long nextCounter;
    private long received;
    private @Nullable TransportAddress remote;
    private int socket;
    private boolean isHeardThere;
    private long heardNanos;
    private long dueNanos;
    private long echoNanos;
    private long echoArrivedNanos;
    private long roundTripNanos = -1;
    private long counter;
    private int streamId;
    private long payloadAt;
    private int payloadLength;

    /** A trunk that begins to prove its path at once. */
    public Trunk(TrunkEgress egress, TrunkParameters parameters, long nowNanos) {
        this.egress = egress;
        engine = egress.engine();
        localId = parameters.localId();
        remoteId = parameters.remoteId();
        sendKey = key(engine, parameters.sendKey(), SrtpKeySpec.Direction.PROTECT);
        receiveKey = key(engine, parameters.receiveKey(), SrtpKeySpec.Direction.UNPROTECT);
        int count = parameters.paths().size();
        sockets = new int[count];
        remotes = new TransportAddress[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = parameters.paths().get(i).socket();
            remotes[i] = parameters.paths().get(i).remote();
        }
        heardNanos = nowNanos;
        dueNanos = nowNanos;
    }

    private static SrtpKey key(SrtpEngine engine, Secret secret, SrtpKeySpec.Direction direction) {
        byte[] bytes = secret.bytes();
        int length = PROFILE.keyLength();
        var master =
                new SrtpMasterKey(
                        Secret.of(bytes, 0, length),
                        Secret.of(bytes, length, PROFILE.saltLength()));
        Arrays.fill(bytes, (byte) 0);
        return engine.newKey(SrtpKeySpec.derive(PROFILE, SrtpKeySpec.Scope.RTP, direction, master));
    }

    /** Names the trunk in the datagrams that come. */
    public int localId() {
        return localId;
    }

    /** Names the trunk at the other end. */
    public int remoteId() {
        return remoteId;
    }

    // ---- sending -----------------------------------------------------------------------------

    /** Memory in which the next payload is written, from {@link #at}. */
    public MemorySegment begin() {
        egress.begin();
        return egress.slots();
    }

    /** Where the payload begun is written; {@link #maxPayload} bytes. */
    public long at() {
        return egress.payloadAt();
    }

    /** Bytes that fit one frame, 1,468. */
    public static int maxPayload() {
        return Math.min(
                TrunkEgress.maxPayload(),
                MAX_DATAGRAM - TrunkFrame.HEADER_LENGTH - TrunkFrame.TAG_LENGTH);
    }

    /** Queues the payload begun; its counter, or {@link #NOT_SENT}. */
    public long send(int kind, int stream, int length) {
        var to = remote;
        if (to == null || length > maxPayload()) {
            return NOT_SENT;
        }
        return stage(kind, stream, length, socket, to);
    }

    private long stage(int kind, int stream, int length, int from, TransportAddress to) {
        long index = nextCounter++;
        egress.stage(sendKey, kind, index, remoteId, stream, length, from, to);
        return index;
    }

    /** The counter that the next frame gets. */
    public long nextCounter() {
        return nextCounter;
    }

    // ---- receiving ---------------------------------------------------------------------------

    /**
     * Authenticates and decrypts a datagram in place.
     *
     * @return kind of the frame, whose stream and payload are named by the methods below, or {@link
     *     #DROPPED}
     */
    public int open(
            int onSocket,
            TransportAddress from,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (!TrunkFrame.looksLikeTrunk(segment, offset, length)
                || !TrunkFrame.isReservedZero(segment, offset)
                || TrunkFrame.trunkId(segment, offset) != localId) {
            return drop(TrunkDrop.MALFORMED);
        }
        long index = TrunkFrame.counter(segment, offset);
        if (!window.isFree(index)) {
            return drop(TrunkDrop.REPLAYED);
        }
        batch.clear();
        batch.add(receiveKey, index);
        batch.packet(0, segment, offset, length);
        batch.sealed(0, TrunkFrame.HEADER_LENGTH, length);
        engine.unprotectRtp(batch);
        if (batch.status[0] != CryptoStatus.OK) {
            return drop(TrunkDrop.FORGED);
        }
        if (index > window.highest()) {
            remote = from;
            socket = onSocket;
        }
        window.mark(index);
        received++;
        heardNanos = nowNanos;
        counter = index;
        streamId = TrunkFrame.streamId(segment, offset);
        payloadAt = offset + TrunkFrame.HEADER_LENGTH;
        payloadLength = batch.packetLength[0] - TrunkFrame.HEADER_LENGTH;
        int kind = TrunkFrame.kind(segment, offset);
        return kind == TrunkFrame.KEEPALIVE ? onKeepalive(segment, nowNanos) : kind;
    }

    /** Counts a frame that was authentic but is of no use; always {@link #DROPPED}. */
    public int dropUnreadable() {
        return drop(TrunkDrop.UNREADABLE);
    }

    private int drop(TrunkDrop reason) {
        drops[reason.ordinal()]++;
        return DROPPED;
    }

    private int onKeepalive(MemorySegment segment, long nowNanos) {
        if (payloadLength != KEEPALIVE_LENGTH) {
            return drop(TrunkDrop.UNREADABLE);
        }
        boolean wasProven = isProven();
        isHeardThere |= Bytes.u8(segment, payloadAt) == 1;
        echoNanos = Bytes.i64(segment, payloadAt + 1);
        echoArrivedNanos = nowNanos;
        long echoed = Bytes.i64(segment, payloadAt + 9);
        if (echoed != 0) {
            roundTripNanos = Math.max(0, nowNanos - echoed - Bytes.i64(segment, payloadAt + 17));
        }
        if (!wasProven) {
            // The other end waits for this word.
            dueNanos = nowNanos;
        }
        return TrunkFrame.KEEPALIVE;
    }

    /** Counter of the frame opened last. */
    public long counter() {
        return counter;
    }

    /** Stream of the frame opened last. */
    public int streamId() {
        return streamId;
    }

    /** Where the plain payload of the frame opened last begins. */
    public long payloadAt() {
        return payloadAt;
    }

    /** Bytes of that payload. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Writes which frames have come: the last 1,024 one by one. */
    public void exportReceived(StateWriter writer) {
        window.export(writer);
    }

    // ---- path --------------------------------------------------------------------------------

    /** Sends the keepalives that are due. */
    public void handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos) {
            return;
        }
        var to = remote;
        if (to != null) {
            keepalive(socket, to, nowNanos);
        } else {
            for (int i = 0; i < remotes.length; i++) {
                keepalive(sockets[i], remotes[i], nowNanos);
            }
        }
        dueNanos = nowNanos + (isProven() ? KEEPALIVE_NANOS : PROBE_NANOS);
    }

    private void keepalive(int from, TransportAddress to, long nowNanos) {
        MemorySegment slots = begin();
        long at = at();
        Bytes.put8(slots, at, remote == null ? 0 : 1);
        Bytes.put64(slots, at + 1, nowNanos == 0 ? 1 : nowNanos);
        Bytes.put64(slots, at + 9, echoNanos);
        Bytes.put64(slots, at + 17, echoNanos == 0 ? 0 : nowNanos - echoArrivedNanos);
        stage(TrunkFrame.KEEPALIVE, 0, KEEPALIVE_LENGTH, from, to);
    }

    /** When {@link #handleTimeout} is wanted, or the silence has become a loss. */
    public long nextDeadlineNanos() {
        return Math.min(dueNanos, heardNanos + SILENCE_NANOS);
    }

    /** Whether both ends have heard each other. */
    public boolean isProven() {
        return remote != null && isHeardThere;
    }

    /** Whether the other end has been silent for too long. */
    public boolean isLost(long nowNanos) {
        return nowNanos - heardNanos >= SILENCE_NANOS;
    }

    /** Where the other end was heard last; null before. */
    public @Nullable TransportAddress remote() {
        return remote;
    }

    /** To the other end and back; -1 while unknown. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    // ---- counters ----------------------------------------------------------------------------

    /** Frames sent, keepalives too. */
    public long sent() {
        return nextCounter;
    }

    /** Authentic frames received. */
    public long received() {
        return received;
    }

    /** Frames of the other end that have not come (yet). */
    public long lost() {
        return window.highest() + 1 - received;
    }

    /** Datagrams dropped for a reason. */
    public long drops(TrunkDrop reason) {
        return drops[reason.ordinal()];
    }

    /** Datagrams dropped. */
    public long dropped() {
        long sum = 0;
        for (long each : drops) {
            sum += each;
        }
        return sum;
    }

    /** Sends what is queued, and wipes the keys. */
    @Override
    public void close() {
        egress.flush();
        sendKey.close();
        receiveKey.close();
    }
}
