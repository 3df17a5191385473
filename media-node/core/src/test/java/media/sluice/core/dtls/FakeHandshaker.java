package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import media.sluice.core.crypto.HandshakeResult;
import media.sluice.core.crypto.Handshaker;
import media.sluice.core.crypto.Secret;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a make-believe handshake with the shape of the real one (two round trips, a
 * last flight that can be lost), for virtual time. Its counterpart is {@link FakeDtlsClient}; keys
 * are agreed, but not secret.
 *
 * <pre>
 *  client ── hello(random) ──►
 *         ◄── hello(random) ── server
 *         ── certificate, Finished (epoch 1) ──►        server is done
 *         ◄── Finished (epoch 1) ──                     client is done
 * </pre>
 */
public final class FakeHandshaker implements Handshaker {

    private final FakeSecrets secrets;
    private final byte[] serverRandom;
    private final Queue<byte[]> outbox = new ArrayDeque<>();
    private byte @Nullable [] clientRandom;
    private @Nullable HandshakeResult result;
    private @Nullable Failure failure;

    /** A handshaker that agrees on this profile; {@code serverRandom} has 32 bytes. */
    public FakeHandshaker(FakeSecrets secrets, byte[] serverRandom) {
        this.secrets = secrets;
        this.serverRandom = serverRandom.clone();
    }

    @Override
    public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
        if (status() != Status.IN_PROGRESS
                || DtlsRecord.length(segment, offset, length) <= DtlsRecord.HEADER_LENGTH) {
            return;
        }
        int kind = Bytes.u8(segment, offset + DtlsRecord.HEADER_LENGTH);
        int body = DtlsRecord.fragmentLength(segment, offset) - 1;
        byte[] content = new byte[body];
        Bytes.copy(segment, offset + DtlsRecord.HEADER_LENGTH + 1, content, 0, body);
        byte[] random = clientRandom;
        if (kind == FakeSecrets.HELLO && body == 32) {
            clientRandom = content;
            outbox.add(FakeSecrets.record(FakeSecrets.HELLO, serverRandom));
        } else if (kind == FakeSecrets.CERTIFICATE && random != null) {
            finish(random, content);
        }
    }

    private void finish(byte[] random, byte[] certificate) {
        var dtls = secrets.dtls(random, serverRandom);
        var records = new RecordLayer(dtls, true, 0);
        byte[] finished = FakeSecrets.finished(records);
        outbox.add(finished);
        result =
                new HandshakeResult(
                        secrets.srtp(random, serverRandom),
                        dtls,
                        true,
                        new HandshakeResult.PeerCertificate(certificate),
                        new HandshakeResult.RecordStart(1, List.of(Secret.of(finished))));
    }

    @Override
    public int pollDatagram(MemorySegment segment, long offset, int capacity) {
        byte[] next = outbox.poll();
        if (next == null) {
            return 0;
        }
        Bytes.copy(next, 0, segment, offset, next.length);
        return next.length;
    }

    @Override
    public int pollUnused(MemorySegment segment, long offset, int capacity) {
        return 0;
    }

    @Override
    public Status status() {
        return result != null ? Status.DONE : failure != null ? Status.FAILED : Status.IN_PROGRESS;
    }

    @Override
    public @Nullable HandshakeResult result() {
        return result;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    /** The handshake fails now. */
    public void failWith(Failure reason) {
        failure = reason;
    }

    @Override
    public void close() {
        if (status() == Status.IN_PROGRESS) {
            failure = Failure.CLOSED;
        }
    }
}
