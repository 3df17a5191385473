package media.sluice.node.crypto.bouncycastle;

import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * The two bounded queues between worker and handshake thread; the library sees them as its socket.
 * Thread-safe. What does not fit is dropped, as a network would.
 */
final class DatagramQueues implements DatagramTransport {

    /** Several whole flights, and a bound on what a flood can occupy: 64 × 2 KB. */
    private static final int CAPACITY = 64;

    /** Fits every path that WebRTC works on. */
    private static final int SEND_LIMIT = 1200;

    private static final int RECEIVE_LIMIT = 2048;

    private final BlockingQueue<byte[]> inbound = new ArrayBlockingQueue<>(CAPACITY);
    private final BlockingQueue<byte[]> outbound = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicBoolean isWakePending = new AtomicBoolean();
    private final AtomicLong dropped;
    private final FlightRecorder recorder;
    private final Runnable wake;

    DatagramQueues(FlightRecorder recorder, Runnable wake, AtomicLong dropped) {
        this.recorder = recorder;
        this.wake = wake;
        this.dropped = dropped;
    }

    /** From the worker. */
    void offerInbound(byte[] datagram) {
        if (!inbound.offer(datagram)) {
            dropped.incrementAndGet();
        }
    }

    /** To the worker: what the handshake did not use. */
    byte @Nullable [] pollInbound() {
        return inbound.poll();
    }

    /** To the worker: what goes to the peer. */
    byte @Nullable [] pollOutbound() {
        isWakePending.set(false);
        return outbound.poll();
    }

    /** Tells the worker that there is something to poll; once until it has polled. */
    void wakeWorker() {
        if (isWakePending.compareAndSet(false, true)) {
            wake.run();
        }
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] into, int at, int room, int waitMillis)
            throws InterruptedIOException {
        try {
            byte[] datagram = inbound.poll(Math.max(0, waitMillis), TimeUnit.MILLISECONDS);
            if (datagram == null) {
                return -1;
            }
            int length = Math.min(room, datagram.length);
            System.arraycopy(datagram, 0, into, at, length);
            return length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("handshake closed");
        }
    }

    @Override
    public void send(byte[] from, int at, int length) {
        byte[] datagram = Arrays.copyOfRange(from, at, at + length);
        recorder.sent(datagram);
        if (!outbound.offer(datagram)) {
            dropped.incrementAndGet();
        }
        wakeWorker();
    }

    @Override
    public void close() {}
}
