package media.sluice.node.crypto.bouncycastle;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import media.sluice.core.crypto.DtlsSecrets;
import media.sluice.core.crypto.HandshakeResult;
import media.sluice.core.crypto.Handshaker;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.dtls.HandshakeFilter;
import media.sluice.core.wire.Bytes;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One handshake. The worker calls the methods of {@link Handshaker}; the library blocks on a
 * virtual thread that is started by the first plausible datagram, if the node's bound on concurrent
 * handshakes allows. Outcome is published through one atomic reference.
 */
final class BcHandshaker implements Handshaker {

    /**
     * Tries that may end before the client's hello is understood: garbage in front of it must not
     * end the session.
     */
    private static final int MAX_ATTEMPTS = 4;

    private sealed interface Outcome {}

    private record Done(HandshakeResult result) implements Outcome {}

    private record Failed(Failure reason) implements Outcome {}

    private final BcHandshakers owner;
    private final FlightRecorder recorder = new FlightRecorder();
    private final DatagramQueues queues;
    private final FlightGate gate;
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    private @Nullable Thread thread;

    BcHandshaker(BcHandshakers owner, Runnable wake) {
        this.owner = owner;
        queues = new DatagramQueues(recorder, wake, owner.droppedDatagrams());
        gate = new FlightGate(queues::offerInbound);
    }

    @Override
    public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
        if (outcome.get() instanceof Failed) {
            return;
        }
        if (!HandshakeFilter.isPlausible(segment, offset, length)
                || !isStarted(segment, offset, length)) {
            owner.droppedDatagrams().incrementAndGet();
            return;
        }
        byte[] copy = new byte[length];
        Bytes.copy(segment, offset, copy, 0, length);
        gate.accept(copy);
    }

    /**
     * Starts the thread with the first hello; when the node is at its bound the client's repetition
     * tries again.
     */
    private boolean isStarted(MemorySegment segment, long offset, int length) {
        if (thread == null
                && HandshakeFilter.startsWithClientHello(segment, offset, length)
                && owner.tryAcquire()) {
            thread = Thread.ofVirtual().name("dtls-handshake").start(this::run);
        }
        return thread != null;
    }

    private void run() {
        try {
            outcome.compareAndSet(null, handshake());
        } finally {
            owner.release();
            queues.wakeWorker();
        }
    }

    private Outcome handshake() {
        long deadline = System.nanoTime() + owner.timeout().toNanos();
        Outcome last = new Failed(Failure.TIMEOUT);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return new Failed(Failure.TIMEOUT);
            }
            var peer = new ServerPeer(owner.crypto(), owner.certificate(), (int) leftMillis);
            last = attempt(peer);
            if (last instanceof Done || peer.hasHello() || Thread.currentThread().isInterrupted()) {
                return last;
            }
        }
        return last;
    }

    private Outcome attempt(ServerPeer peer) {
        try {
            // No cookie verifier: the ICE check has proved the address, and the verifier never
            // completes with the
            // fragmented post-quantum hello of Chromium.
            new DTLSServerProtocol().accept(peer, queues);
            SrtpKeyingMaterial srtp = peer.srtp();
            DtlsSecrets secrets = peer.secrets();
            if (srtp == null || secrets == null) {
                return new Failed(Failure.INTERNAL);
            }
            return new Done(
                    new HandshakeResult(srtp, secrets, true, peer.peer(), recorder.recordStart()));
        } catch (TlsTimeoutException e) {
            return new Failed(Failure.TIMEOUT);
        } catch (TlsFatalAlert e) {
            return new Failed(reason(e.getAlertDescription(), peer));
        } catch (IOException e) {
            return new Failed(Failure.PROTOCOL);
        }
    }

    private static Failure reason(short alert, ServerPeer peer) {
        if (peer.lacksSrtp()) {
            return Failure.NO_SRTP_PROFILE;
        }
        return switch (alert) {
            case AlertDescription.handshake_failure,
                    AlertDescription.protocol_version,
                    AlertDescription.insufficient_security ->
                    Failure.NO_COMMON_PARAMETERS;
            case AlertDescription.internal_error -> Failure.INTERNAL;
            default -> Failure.PROTOCOL;
        };
    }

    @Override
    public int pollDatagram(MemorySegment segment, long offset, int capacity) {
        return copy(queues.pollOutbound(), segment, offset, capacity);
    }

    @Override
    public int pollUnused(MemorySegment segment, long offset, int capacity) {
        return status() == Status.DONE ? copy(queues.pollInbound(), segment, offset, capacity) : 0;
    }

    private static int copy(
            byte @Nullable [] datagram, MemorySegment segment, long offset, int capacity) {
        if (datagram == null || datagram.length > capacity) {
            return 0;
        }
        Bytes.copy(datagram, 0, segment, offset, datagram.length);
        return datagram.length;
    }

    @Override
    public Status status() {
        return switch (outcome.get()) {
            case null -> Status.IN_PROGRESS;
            case Done done -> Status.DONE;
            case Failed failed -> Status.FAILED;
        };
    }

    @Override
    public @Nullable HandshakeResult result() {
        return outcome.get() instanceof Done done ? done.result() : null;
    }

    @Override
    public @Nullable Failure failure() {
        return outcome.get() instanceof Failed failed ? failed.reason() : null;
    }

    @Override
    public void close() {
        outcome.compareAndSet(null, new Failed(Failure.CLOSED));
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
