package media.sluice.node.worker;

import java.util.concurrent.TimeUnit;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import media.sluice.node.net.DatagramTransport;
import media.sluice.node.net.ReceiveBatch;
import media.sluice.node.net.TransmitBatch;
import media.sluice.node.net.ffm.ThreadSlice;
import org.jboss.logging.Logger;

/**
 * One event loop on one platform thread. Everything it reaches belongs to it alone; {@link
 * #mailbox()} is the only way in.
 *
 * <pre>
 *  sleep until datagram, timer or command
 *    ► clock ► commands ► receive ≤ 64 ► core ► timers ► send ► again
 * </pre>
 */
public final class Worker implements Runnable {

    private static final Logger LOG = Logger.getLogger(Worker.class);

    /** Commands per cycle, so that media never waits long for the control plane. */
    private static final int COMMANDS_PER_CYCLE = 64;

    /** Timers per cycle, for the same reason. */
    private static final int TIMERS_PER_CYCLE = 512;

    /** A loop that has not turned for so long is dead for the health check. */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * The shortest that Linux gives. With the usual 1.4 to 3 ms a packet waits so long for a
     * compiler or collector of the JVM that happens to compute on the worker's core.
     */
    private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final int index;
    private final DatagramTransport transport;
    private final Counters counters;
    private final WorkerMailbox mailbox;
    private final ReceiveBatch received = new ReceiveBatch();
    private final TransmitBatch outgoing;
    private final Plane plane;
    private final Thread thread;
    private volatile long turnedNanos = System.nanoTime();

    Worker(
            int index,
            DatagramTransport transport,
            Counters counters,
            WorkerPorts ports,
            PlaneSetup.Maker setups) {
        this.index = index;
        this.transport = transport;
        this.counters = counters;
        this.mailbox = new WorkerMailbox(transport::wake);
        this.outgoing = new TransmitBatch(transport, counters);
        this.plane =
                new Plane(ports, outgoing, counters, setups.make(mailbox::handshakeProgressed));
        this.thread = Thread.ofPlatform().name("worker-" + index).unstarted(this);
    }

    /** 0 for the first. */
    public int index() {
        return index;
    }

    public WorkerMailbox mailbox() {
        return mailbox;
    }

    /** Read by other threads. */
    public Counters counters() {
        return counters;
    }

    /** Whether the loop turns. */
    public boolean turns() {
        return thread.isAlive() && System.nanoTime() - turnedNanos < STUCK_NANOS;
    }

    void start() {
        thread.start();
    }

    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    @Override
    public void run() {
        try {
            LOG.infof("worker runs worker=%d slice=%s", index, slice());
            long endNanos = System.nanoTime();
            while (!mailbox.isStopping()) {
                endNanos = cycle(endNanos);
            }
            plane.begin(System.nanoTime());
            plane.closeAll();
        } catch (RuntimeException e) {
            LOG.errorf(e, "worker died worker=%d", index);
        } finally {
            transport.close();
        }
    }

    /** What the wish for short slices came to; the loop runs without them as well. */
    private static String slice() {
        try {
            return ThreadSlice.request(SLICE_NANOS).toString();
        } catch (RuntimeException | LinkageError e) {
            LOG.warnf(e, "no short slices: start Java with --enable-native-access=ALL-UNNAMED");
            return "not asked";
        }
    }

    /** One turn of the loop; takes and gives the time at its end. */
    long cycle(long previousEndNanos) {
        sleep(previousEndNanos);
        long nowNanos = System.nanoTime();
        turnedNanos = nowNanos;
        plane.begin(nowNanos);
        counters.add(Counter.COMMANDS, mailbox.drain(plane, COMMANDS_PER_CYCLE));
        if (mailbox.takeHandshakeNews()) {
            plane.pollHandshakes();
        }
        int count = transport.receive(received);
        for (int i = 0; i < count; i++) {
            plane.handle(received, i);
        }
        plane.finishBatch();
        plane.runTimers(TIMERS_PER_CYCLE);
        plane.flush();
        return account(previousEndNanos, nowNanos);
    }

    private long account(long previousEndNanos, long beganNanos) {
        long endNanos = System.nanoTime();
        counters.increment(Counter.CYCLES);
        counters.add(Counter.BUSY_NANOS, endNanos - beganNanos);
        counters.add(Counter.TOTAL_NANOS, endNanos - previousEndNanos);
        return endNanos;
    }

    private void sleep(long nowNanos) {
        long wait = Math.min(plane.waitNanos(nowNanos), LONGEST_SLEEP_NANOS);
        if (wait > 0 && mailbox.fallAsleep()) {
            transport.await(wait);
            mailbox.awake();
        } else {
            transport.await(0);
        }
    }
}
