package media.sluice.node.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import org.jctools.queues.MpscArrayQueue;

/**
 * All that other threads may ask of a worker. Thread-safe; bounded; wakes the worker only when it
 * sleeps. An answer comes as a future, which the worker completes: whoever waits for it must not be
 * a worker.
 */
public final class WorkerMailbox {

    /**
     * Commands waiting at most. Control traffic is some hundred a second; more means the worker is
     * stuck.
     */
    static final int CAPACITY = 4_096;

    private final MpscArrayQueue<Command<?>> commands = new MpscArrayQueue<>(CAPACITY);
    private final AtomicBoolean isAsleep = new AtomicBoolean();
    private final Runnable waker;
    private volatile boolean hasHandshakeNews;
    private volatile boolean isStopping;

    WorkerMailbox(Runnable waker) {
        this.waker = waker;
    }

    /** Opens a room. */
    public CompletableFuture<Boolean> createRoom(String roomId, Epoch epoch) {
        return post(plane -> plane.createRoom(roomId, epoch));
    }

    /** Closes a room with everything in it. */
    public CompletableFuture<Boolean> closeRoom(String roomId, Epoch epoch) {
        return post(plane -> plane.closeRoom(roomId, epoch));
    }

    /** A handshake on another thread has something to say. */
    public void handshakeProgressed() {
        hasHandshakeNews = true;
        wakeIfAsleep();
    }

    /** Ends the worker after what was posted before. */
    void stop() {
        isStopping = true;
        wakeIfAsleep();
    }

    // ---- the worker's side
    // -----------------------------------------------------------------------------

    boolean isStopping() {
        return isStopping;
    }

    boolean hasWork() {
        return hasHandshakeNews || isStopping || !commands.isEmpty();
    }

    /** Says that the worker is about to sleep; false when it must not because something came. */
    boolean fallAsleep() {
        isAsleep.set(true);
        if (hasWork()) {
            isAsleep.set(false);
            return false;
        }
        return true;
    }

    void awake() {
        isAsleep.set(false);
    }

    boolean takeHandshakeNews() {
        boolean news = hasHandshakeNews;
        hasHandshakeNews = false;
        return news;
    }

    /** Runs commands, at most {@code limit}, and answers how many. */
    int drain(Plane plane, int limit) {
        int done = 0;
        Command<?> command;
        while (done < limit && (command = commands.poll()) != null) {
            command.run(plane);
            done++;
        }
        return done;
    }

    private <T> CompletableFuture<T> post(Function<Plane, T> action) {
        var command = new Command<>(action);
        if (isStopping) {
            command.answer.completeExceptionally(new RequestException(ErrorCode.NODE_DRAINING));
        } else if (commands.offer(command)) {
            wakeIfAsleep();
        } else {
            command.answer.completeExceptionally(new RequestException(ErrorCode.WORKER_BUSY));
        }
        return command.answer;
    }

    private void wakeIfAsleep() {
        if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
            waker.run();
        }
    }

    /** One question and its answer. */
    private static final class Command<T> {

        private final Function<Plane, T> action;
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        Command(Function<Plane, T> action) {
            this.action = action;
        }

        void run(Plane plane) {
            try {
                answer.complete(action.apply(plane));
            } catch (RuntimeException e) {
                // The first bulkhead: a command that fails fails alone, and its caller learns why.
                answer.completeExceptionally(e);
            }
        }
    }
}
