package media.sluice.coordinator.usecase;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers whose periodic tasks run when the test says so. */
final class HandTimers extends ScheduledThreadPoolExecutor {
    private final Queue<Runnable> periodic = new ConcurrentLinkedQueue<>();

    HandTimers() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable task, long initialDelay, long period, TimeUnit unit) {
        periodic.add(task);
        return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    /** Runs each periodic task once. */
    void tick() {
        periodic.forEach(Runnable::run);
    }
}
