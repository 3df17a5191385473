package media.sluice.node.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import media.sluice.node.net.BoundSocket;
import media.sluice.node.net.NioDatagramTransport;

/** The node's workers. Thread-safe. */
public final class Workers {

    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(3);

    private final List<Worker> workers;

    /**
     * Takes over the bound sockets, one list per worker, and starts the loops.
     *
     * @param named addresses named to peers, best first
     */
    public Workers(
            List<List<BoundSocket>> sockets, List<InetAddress> named, PlaneSetup.Maker setups)
            throws IOException {
        var made = new ArrayList<Worker>();
        for (int i = 0; i < sockets.size(); i++) {
            var counters = new Counters();
            var transport = new NioDatagramTransport(sockets.get(i), counters);
            var ports = new WorkerPorts(sockets.get(i), named);
            made.add(new Worker(i, transport, counters, ports, setups));
        }
        workers = List.copyOf(made);
        workers.forEach(Worker::start);
    }

    public List<Worker> all() {
        return workers;
    }

    /** Counters of each worker. */
    public List<Counters> counters() {
        return workers.stream().map(Worker::counters).toList();
    }

    /** Whether every loop turns. */
    public boolean turn() {
        return workers.stream().allMatch(Worker::turns);
    }

    /** The worker with the fewest sessions. */
    public Worker leastLoaded() {
        return workers.stream().min(Comparator.comparingLong(Workers::sessions)).orElseThrow();
    }

    /** Sessions on all workers. */
    public int sessionCount() {
        return (int) workers.stream().mapToLong(Workers::sessions).sum();
    }

    private static long sessions(Worker worker) {
        Counters counters = worker.counters();
        return counters.value(Counter.SESSIONS_OPENED) - counters.value(Counter.SESSIONS_CLOSED);
    }

    /** Waits until each worker has read its sockets once more, at most so long. */
    public void awaitRead(long nanos) throws InterruptedException {
        // A turn of the loop does what it was told, then reads: the second word comes after that.
        for (int turn = 0; turn < 2; turn++) {
            for (Worker worker : workers) {
                try {
                    var _ = worker.mailbox().run(plane -> {}).get(nanos, TimeUnit.NANOSECONDS);
                } catch (ExecutionException | TimeoutException e) {
                    // Stopping, full or stuck: it reads when it can.
                    return;
                }
            }
        }
    }

    /**
     * Ends the loops and closes the sockets; returns when they have ended, or after some seconds.
     */
    public void stop() throws InterruptedException {
        workers.forEach(worker -> worker.mailbox().stop());
        for (Worker worker : workers) {
            worker.join(STOP_MILLIS);
        }
    }
}
