package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The client of the make-believe handshake of {@link FakeHandshaker}; repeats what is lost after 50
 * ms, as browsers do.
 */
public final class FakeDtlsClient {

    private static final long RETRY_NANOS = 50_000_000L;

    private final FakeSecrets secrets;
    private final byte[] random;
    private final byte[] certificate;
    private final Queue<byte[]> outbox = new ArrayDeque<>();
    private final List<byte[]> received = new ArrayList<>();
    private byte @Nullable [] serverRandom;
    private @Nullable RecordLayer records;
    private boolean isConnected;
    private long retryAtNanos = Long.MAX_VALUE;
    private int retries;

    /** A client with a 32-byte random and any bytes as certificate. */
    public FakeDtlsClient(FakeSecrets secrets, byte[] random, byte[] certificate) {
        this.secrets = secrets;
        this.random = random.clone();
        this.certificate = certificate.clone();
    }

    /** What its SDP would say. */
    public CertificateFingerprint fingerprint() {
        return CertificateFingerprint.of(CertificateFingerprint.SHA_256, certificate);
    }

    /** Sends the first flight. */
    public void start(long nowNanos) {
        outbox.add(FakeSecrets.record(FakeSecrets.HELLO, random));
        retryAtNanos = nowNanos + RETRY_NANOS;
    }

    public boolean isConnected() {
        return isConnected;
    }

    /** Flights sent again. */
    public int retries() {
        return retries;
    }

    /** The keys; null before the server's hello. */
    public @Nullable SrtpKeyingMaterial srtp() {
        return serverRandom == null ? null : secrets.srtp(random, serverRandom);
    }

    /** Application data received so far. */
    public List<byte[]> received() {
        return received;
    }

    public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
        if (DtlsRecord.length(segment, offset, length) < 0) {
            return;
        }
        RecordLayer layer = records;
        if (DtlsRecord.epoch(segment, offset) == 0 && layer == null) {
            byte[] theirs = new byte[32];
            Bytes.copy(segment, offset + DtlsRecord.HEADER_LENGTH + 1, theirs, 0, 32);
            serverRandom = theirs;
            layer = new RecordLayer(secrets.dtls(random, theirs), false, 0);
            records = layer;
            sendFinished(layer, nowNanos);
        } else if (layer != null && layer.open(segment, offset)) {
            if (DtlsRecord.type(segment, offset) == DtlsRecord.HANDSHAKE) {
                isConnected = true;
                retryAtNanos = Long.MAX_VALUE;
            } else if (DtlsRecord.type(segment, offset) == DtlsRecord.APPLICATION_DATA) {
                received.add(Arrays.copyOf(layer.plain(), layer.plainLength()));
            }
        }
    }

    private void sendFinished(RecordLayer layer, long nowNanos) {
        byte[] first = FakeSecrets.record(FakeSecrets.CERTIFICATE, certificate);
        byte[] second = FakeSecrets.finished(layer);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        outbox.add(both);
        retryAtNanos = nowNanos + RETRY_NANOS;
    }

    /** Copies the next datagram; 0 when there is none. */
    public int pollDatagram(MemorySegment segment, long offset) {
        byte[] next = outbox.poll();
        if (next == null) {
            return 0;
        }
        Bytes.copy(next, 0, segment, offset, next.length);
        return next.length;
    }

    /** Queues application data as one record. */
    public void send(byte[] content) {
        RecordLayer layer = records;
        if (layer != null) {
            byte[] room = new byte[content.length + 64];
            int length =
                    layer.seal(
                            DtlsRecord.APPLICATION_DATA,
                            content,
                            MemorySegment.ofArray(room),
                            0,
                            room.length);
            outbox.add(Arrays.copyOf(room, length));
        }
    }

    public long nextDeadlineNanos() {
        return retryAtNanos;
    }

    public void handleTimeout(long nowNanos) {
        if (nowNanos < retryAtNanos) {
            return;
        }
        retries++;
        RecordLayer layer = records;
        if (layer == null) {
            start(nowNanos);
        } else {
            sendFinished(layer, nowNanos);
        }
    }
}
