package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.HandshakeResult;
import media.sluice.core.crypto.Handshaker;
import media.sluice.core.crypto.LeasedCounter;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The DTLS half of a session's transport, always the server (RFC 5763 {@code setup:passive}).
 * Datagrams go to the {@link Handshaker} until it is done, and then through our own record layer,
 * which a move takes along; the handshake itself never happens again. Call {@link #pollDatagram}
 * after every input and whenever the shell says that the handshaker has progressed.
 */
public final class DtlsEndpoint implements AutoCloseable {

    /** From the peer's first datagram to the end of the handshake. */
    public static final long HANDSHAKE_TIMEOUT_NANOS = 20_000_000_000L;

    private static final int VERSION = 1;
    private static final int MAX_DATAGRAM_LENGTH = 2048;
    private static final byte[] CLOSE_NOTIFY = {1, 0};

    private final DtlsApplicationSink sink;
    private final DtlsConnection connection = new DtlsConnection();
    private @Nullable Handshaker handshaker;
    private DtlsState state = DtlsState.HANDSHAKING;
    private @Nullable DtlsFailure failure;
    private Handshaker.@Nullable Failure handshakeFailure;
    private @Nullable SrtpKeyingMaterial srtp;
    private @Nullable HandshakeResult unverified;
    private List<CertificateFingerprint> fingerprints = List.of();
    private long deadlineNanos = Long.MAX_VALUE;

    /** An endpoint at the start of its handshake; it owns the handshaker from now on. */
    public DtlsEndpoint(Handshaker handshaker, DtlsApplicationSink sink) {
        this.handshaker = handshaker;
        this.sink = sink;
    }

    private DtlsEndpoint(DtlsApplicationSink sink) {
        this.sink = sink;
        this.state = DtlsState.CONNECTED;
    }

    /**
     * What signaling says about the peer's certificate; any one must match (RFC 8122 §5). May come
     * after the handshake.
     */
    public void expectFingerprints(List<CertificateFingerprint> expected) {
        fingerprints = List.copyOf(expected);
        verify();
    }

    public DtlsState state() {
        return state;
    }

    /** Why it failed; null unless {@link DtlsState#FAILED}. */
    public @Nullable DtlsFailure failure() {
        return failure;
    }

    /** What the handshaker says about {@link DtlsFailure#HANDSHAKE}, for the log. */
    public Handshaker.@Nullable Failure handshakeFailure() {
        return handshakeFailure;
    }

    /**
     * SRTP profile and master keys; null before {@link DtlsState#CONNECTED}, and in an imported
     * endpoint.
     */
    public @Nullable SrtpKeyingMaterial srtp() {
        return srtp;
    }

    /**
     * Whether the peer has sent close_notify or a fatal alert. The session goes on: SRTP does not
     * end with DTLS.
     */
    public boolean hasPeerClosed() {
        return connection.hasPeerClosed();
    }

    /** Takes a datagram whose first byte is {@linkplain DtlsRecord#isDtls DTLS}. */
    public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
        if (length > MAX_DATAGRAM_LENGTH) {
            connection.countMalformed();
            return;
        }
        advance(nowNanos);
        Handshaker current = handshaker;
        if (state == DtlsState.HANDSHAKING && current != null) {
            if (deadlineNanos == Long.MAX_VALUE) {
                deadlineNanos = nowNanos + HANDSHAKE_TIMEOUT_NANOS;
            }
            current.handleDatagram(segment, offset, length, nowNanos);
            advance(nowNanos);
        } else if (state == DtlsState.CONNECTED || state == DtlsState.VERIFYING) {
            handleRecords(segment, offset, length, nowNanos);
        }
    }

    /**
     * Until the peer is verified its data is nobody's; its lost flight is repeated all the same.
     */
    private void handleRecords(MemorySegment segment, long offset, int length, long nowNanos) {
        connection.handleDatagram(
                segment,
                offset,
                length,
                nowNanos,
                state == DtlsState.CONNECTED ? sink : (s, at, size, now) -> {});
    }

    /**
     * Writes the next datagram for the peer.
     *
     * @return its length, or 0 when there is none
     */
    public int pollDatagram(MemorySegment segment, long offset, int room, long nowNanos) {
        advance(nowNanos);
        Handshaker current = handshaker;
        if (current != null) {
            int length = current.pollDatagram(segment, offset, room);
            if (length > 0) {
                return length;
            }
            if (state != DtlsState.HANDSHAKING) {
                current.close();
                handshaker = null;
            }
        }
        return connection.pollDatagram(segment, offset, room);
    }

    /** Runs timers that are due. */
    public void handleTimeout(long nowNanos) {
        Handshaker current = handshaker;
        if (current != null && current.nextDeadlineNanos() <= nowNanos) {
            current.handleTimeout(nowNanos);
        }
        advance(nowNanos);
        if (state == DtlsState.HANDSHAKING && nowNanos >= deadlineNanos) {
            fail(DtlsFailure.TIMEOUT);
        }
    }

    /** When {@link #handleTimeout} is wanted next; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        Handshaker current = handshaker;
        if (current == null || state != DtlsState.HANDSHAKING) {
            return Long.MAX_VALUE;
        }
        return Math.min(deadlineNanos, current.nextDeadlineNanos());
    }

    /**
     * Seals application data as one record.
     *
     * @return length of the datagram written to {@code target}, or -1 when it cannot be sent now
     */
    public int sealApplicationData(byte[] content, MemorySegment target, long offset, int room) {
        return state == DtlsState.CONNECTED
                ? connection.seal(DtlsRecord.APPLICATION_DATA, content, target, offset, room)
                : -1;
    }

    /**
     * Seals close_notify, the polite last datagram of a session; -1 when there is nothing to close.
     */
    public int sealCloseNotify(MemorySegment target, long offset, int room) {
        return state == DtlsState.CONNECTED
                ? connection.seal(DtlsRecord.ALERT, CLOSE_NOTIFY.clone(), target, offset, room)
                : -1;
    }

    /**
     * The record numbers we send with, to be leased as those of SRTP are; null before the handshake
     * has ended.
     */
    public @Nullable LeasedCounter writeSequences() {
        return connection.writeSequences();
    }

    public DtlsCounters counters() {
        return connection.counters();
    }

    /**
     * Writes the connection; only when {@link DtlsState#CONNECTED}, because a handshake cannot
     * move.
     */
    public void export(StateWriter writer) {
        writer.begin(VERSION);
        connection.export(writer);
        writer.end();
    }

    /** Reads what {@link #export} wrote, in this or another process. */
    public static DtlsEndpoint restore(StateReader reader, DtlsApplicationSink sink)
            throws CorruptStateException {
        reader.begin();
        var endpoint = new DtlsEndpoint(sink);
        endpoint.connection.restore(reader);
        reader.end();
        return endpoint;
    }

    @Override
    public void close() {
        if (handshaker != null) {
            handshaker.close();
            handshaker = null;
        }
    }

    private void advance(long nowNanos) {
        Handshaker current = handshaker;
        if (state != DtlsState.HANDSHAKING || current == null) {
            return;
        }
        switch (current.status()) {
            case IN_PROGRESS -> {}
            case FAILED -> fail(DtlsFailure.HANDSHAKE);
            case DONE -> finish(current, nowNanos);
        }
    }

    private void finish(Handshaker current, long nowNanos) {
        HandshakeResult result = current.result();
        if (result == null) {
            fail(DtlsFailure.HANDSHAKE);
            return;
        }
        state = DtlsState.VERIFYING;
        unverified = result;
        connection.start(result);
        verify();
        MemorySegment scratch = MemorySegment.ofArray(new byte[MAX_DATAGRAM_LENGTH]);
        int length;
        while ((length = current.pollUnused(scratch, 0, MAX_DATAGRAM_LENGTH)) > 0) {
            handleRecords(scratch, 0, length, nowNanos);
        }
    }

    private void verify() {
        HandshakeResult result = unverified;
        if (state != DtlsState.VERIFYING || result == null || fingerprints.isEmpty()) {
            return;
        }
        unverified = null;
        var peer = result.peer();
        if (peer != null && fingerprints.stream().anyMatch(peer::matches)) {
            srtp = result.srtp();
            state = DtlsState.CONNECTED;
        } else {
            fail(DtlsFailure.FINGERPRINT);
        }
    }

    private void fail(DtlsFailure reason) {
        state = DtlsState.FAILED;
        failure = reason;
        handshakeFailure = handshaker == null ? null : handshaker.failure();
        close();
    }
}
