package media.sluice.node.control;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import media.sluice.node.worker.NodeEvent;
import org.jspecify.annotations.Nullable;

/**
 * Carries events from workers to watchers. Thread-safe: workers publish without waiting, each
 * watcher has a bounded queue, and one that is too slow is cut off rather than waited for.
 */
public final class EventHub {

    /** Events a watcher may lag behind: some seconds of a busy node. */
    private static final int QUEUE_CAPACITY = 8_192;

    private final Clock clock;
    private final AtomicLong sequence = new AtomicLong();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    public EventHub(Clock clock) {
        this.clock = clock;
    }

    /** Tells every watcher who wants it. Called by workers. */
    public void publish(NodeEvent event) {
        var stamped = new Stamped(sequence.incrementAndGet(), clock.millis(), event);
        for (Watcher watcher : watchers) {
            watcher.offer(stamped);
        }
    }

    /** Number of the latest event. */
    long latestSequence() {
        return sequence.get();
    }

    /** A new watcher; its owner closes it. */
    Watcher watch(Predicate<NodeEvent> wanted) {
        var watcher = new Watcher(wanted);
        watchers.add(watcher);
        return watcher;
    }

    /**
     * An event with its number and time.
     *
     * @param sequence counts from 1
     * @param timeMillis since 1970-01-01 UTC
     * @param event what happened
     */
    record Stamped(long sequence, long timeMillis, NodeEvent event) {}

    /** One stream of events. */
    final class Watcher implements AutoCloseable {

        private final Predicate<NodeEvent> wanted;
        private final BlockingQueue<Stamped> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
        private volatile boolean isTooSlow;

        private Watcher(Predicate<NodeEvent> wanted) {
            this.wanted = wanted;
        }

        private void offer(Stamped event) {
            if (!isTooSlow && wanted.test(event.event()) && !queue.offer(event)) {
                isTooSlow = true;
            }
        }

        /** Whether events were lost: the stream must end. */
        boolean isTooSlow() {
            return isTooSlow;
        }

        /** The next event, or null when none comes in time. */
        @Nullable Stamped next(long waitMillis) throws InterruptedException {
            return queue.poll(waitMillis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            watchers.remove(this);
        }
    }
}
