package media.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The media thread: owns every transport, stream and judge. Other threads hand it tasks. */
final class Loop implements AutoCloseable {
    /** Something with deadlines; called on the loop's thread. */
    interface Timed {
        /** What {@link #onTime} returns when it wants to be called no more. */
        long DONE = Long.MIN_VALUE;

        /** Does what is due and returns when it wants to be called next, or {@link #DONE}. */
        long onTime(long nowNanos);
    }

    /** Instants of {@link System#nanoTime}, which may wrap. */
    private record Timer(Timed timed, long dueNanos) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.compare(dueNanos - other.dueNanos, 0);
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_SLEEP_MILLIS = 20;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Timer> timers = new PriorityQueue<>();
    private final Thread thread;
    private volatile boolean isOpen = true;

    Loop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name("media").start(this::run);
    }

    /** Runs a task on the media thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Runs it there and waits for what it returns. */
    <T> T ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.join();
    }

    /** On the media thread: calls {@code onReadable} when the channel has something. */
    void register(DatagramChannel channel, Runnable onReadable) throws IOException {
        channel.configureBlocking(false);
        var _ = channel.register(selector, SelectionKey.OP_READ, onReadable);
    }

    /** On the media thread. */
    void every(Timed timed, long firstNanos) {
        timers.add(new Timer(timed, firstNanos));
    }

    private void run() {
        try {
            while (isOpen) {
                long wait = (runTimers() - System.nanoTime()) / NANOS_PER_MILLI;
                if (wait <= 0) {
                    selector.selectNow(Loop::onReady);
                } else {
                    selector.select(Loop::onReady, Math.min(wait, LONGEST_SLEEP_MILLIS));
                }
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void onReady(SelectionKey key) {
        ((Runnable) key.attachment()).run();
    }

    private long runTimers() {
        long now = System.nanoTime();
        Timer next = timers.peek();
        while (next != null && next.dueNanos - now <= 0) {
            timers.remove();
            long dueNanos = next.timed.onTime(now);
            if (dueNanos != Timed.DONE) {
                timers.add(new Timer(next.timed, dueNanos));
            }
            next = timers.peek();
        }
        long latest = now + LONGEST_SLEEP_MILLIS * NANOS_PER_MILLI;
        return next == null || next.dueNanos - latest > 0 ? latest : next.dueNanos;
    }

    @Override
    public void close() {
        isOpen = false;
        selector.wakeup();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
