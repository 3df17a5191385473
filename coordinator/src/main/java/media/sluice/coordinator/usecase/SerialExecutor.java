package media.sluice.coordinator.usecase;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** Runs tasks one after the other on one virtual thread. Safe for use by many threads. */
final class SerialExecutor {
    /** Far above what a room of a thousand produces in a second; beyond it something is broken. */
    private static final int MAX_WAITING = 100_000;

    private static final Log LOG = new Log(SerialExecutor.class);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile boolean isEnded;

    SerialExecutor(String name) {
        thread = Thread.ofVirtual().name(name).start(this::loop);
    }

    /** True on the thread that runs the tasks. */
    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /** Queues a task; false when this executor has ended. */
    boolean execute(Runnable task) {
        return !isEnded && tasks.add(task);
    }

    /** Queues a question; the future fails when this executor has ended or the question threw. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        boolean isQueued =
                execute(() -> {
                    try {
                        answer.complete(question.get());
                    } catch (RuntimeException fault) {
                        answer.completeExceptionally(fault);
                    }
                });
        if (!isQueued) {
            answer.completeExceptionally(new RoomGoneException());
        }
        return answer;
    }

    /** Runs what is queued, then ends. */
    void shutdown() {
        isEnded = true;
        tasks.add(new End());
    }

    /** The last task. */
    private static final class End implements Runnable {
        @Override
        public void run() {
            // Nothing: the loop ends when it meets it.
        }
    }

    private void loop() {
        while (true) {
            try {
                var task = tasks.take();
                if (task instanceof End) {
                    failLate();
                    return;
                }
                task.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException fault) {
                // Bulkhead: one broken task must not end the room.
                LOG.fault("room task failed", fault);
            }
        }
    }

    private void failLate() {
        Runnable late;
        while ((late = tasks.poll()) != null) {
            late.run();
        }
    }
}
