package media.sluice.credentials;

import java.time.Duration;
import java.util.List;

/** Looks at credentials every second, on a thread of its own, until it is closed. */
public final class Follower implements AutoCloseable {

    /** New contents are in use after two looks: long before anybody waits for them. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<Credentials<?>> all;
    private final Thread thread;

    private Follower(List<? extends Credentials<?>> all) {
        this.all = List.copyOf(all);
        thread = Thread.ofVirtual().name("credentials").start(this::run);
    }

    /** Begins to look at all of these. */
    public static Follower of(List<? extends Credentials<?>> all) {
        return new Follower(all);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(PAUSE);
                all.forEach(Credentials::look);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
