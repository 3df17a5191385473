package media.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The media thread: owns every transport, stream and judge. Other threads hand it tasks. */
final class Loop implements AutoCloseable {
    /** Something with deadlines; called on the loop's thread. */
    interface Timed {
        /** Does what is due and returns when it wants to be called next. */
        long onTime(long nowNanos);
    }

    private static final class Timer {
        final Timed timed;
        long dueNanos;

        Timer(Timed timed, long dueNanos) {
            this.timed = timed;
            this.dueNanos = dueNanos;
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_SLEEP_MILLIS = 20;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Timer> timers = new ArrayList<>();
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
        long next = now + LONGEST_SLEEP_MILLIS * NANOS_PER_MILLI;
        for (Timer timer : timers) {
            if (timer.dueNanos - now <= 0) {
                timer.dueNanos = timer.timed.onTime(now);
            }
            next = Math.min(next, timer.dueNanos);
        }
        return next;
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
