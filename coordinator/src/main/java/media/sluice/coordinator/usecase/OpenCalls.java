package media.sluice.coordinator.usecase;

import org.jspecify.annotations.Nullable;

/**
 * A room's calls to its node that have no answer yet: closing the room waits for them, so that
 * nothing is asked of a room that is gone. Safe for use by many threads.
 */
final class OpenCalls {
    private int open;
    private @Nullable Runnable last;

    synchronized void began() {
        open++;
    }

    void ended() {
        Runnable due;
        synchronized (this) {
            due = --open == 0 ? last : null;
        }
        if (due != null) {
            due.run();
        }
    }

    /** Runs the last call once the others have ended; none begins after this. */
    void finish(Runnable lastCall) {
        synchronized (this) {
            if (open > 0) {
                last = lastCall;
                return;
            }
        }
        lastCall.run();
    }
}
