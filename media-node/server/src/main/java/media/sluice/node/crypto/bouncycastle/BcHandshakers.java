package media.sluice.node.crypto.bouncycastle;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import media.sluice.core.crypto.Handshaker;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * Makes the handshakers of a node and bounds how many run at once, so that a flood of hellos costs
 * bounded memory and the sessions that are up keep their CPU. Thread-safe.
 */
public final class BcHandshakers {

    /** A full node's sessions all at once: about 1.4 ms of CPU each. */
    public static final int DEFAULT_MAX_CONCURRENT = 512;

    /** From the client's hello to its Finished; also that of the endpoint. */
    public static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final NodeCertificate certificate;
    private final Duration timeout;
    private final Semaphore permits;
    private final JcaTlsCrypto crypto;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** Handshakers that show this certificate. */
    public BcHandshakers(NodeCertificate certificate) {
        this(certificate, DEFAULT_MAX_CONCURRENT, TIMEOUT);
    }

    /** As above, with bounds of the caller's choice. */
    public BcHandshakers(NodeCertificate certificate, int maxConcurrent, Duration timeout) {
        this.certificate = certificate;
        this.timeout = timeout;
        permits = new Semaphore(maxConcurrent);
        // The JDK's ciphers: three times faster here than BouncyCastle's own, with half the
        // garbage.
        crypto = new JcaTlsCryptoProvider().create(new SecureRandom());
    }

    /**
     * A handshaker for one session.
     *
     * @param wake called on another thread when there is something to poll; must not block. Put a
     *     task into the worker's mailbox that calls the session's transmit.
     */
    public Handshaker newHandshaker(Runnable wake) {
        return new BcHandshaker(this, wake);
    }

    /** Handshakes that could begin now. */
    public int available() {
        return permits.availablePermits();
    }

    /** Hellos not answered because too many handshakes were running. */
    public long refused() {
        return refused.get();
    }

    /** Datagrams dropped before the library saw them: not plausible, or a full queue. */
    public long dropped() {
        return dropped.get();
    }

    boolean tryAcquire() {
        boolean isAcquired = permits.tryAcquire();
        if (!isAcquired) {
            refused.incrementAndGet();
        }
        return isAcquired;
    }

    void release() {
        permits.release();
    }

    AtomicLong droppedDatagrams() {
        return dropped;
    }

    NodeCertificate certificate() {
        return certificate;
    }

    Duration timeout() {
        return timeout;
    }

    JcaTlsCrypto crypto() {
        return crypto;
    }
}
