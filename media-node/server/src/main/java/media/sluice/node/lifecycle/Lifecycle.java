package media.sluice.node.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * In which phase the process is. Thread-safe.
 *
 * <pre>
 *  STARTING ──► READY ──► DRAINING ──► STOPPED
 * </pre>
 */
public final class Lifecycle {

    /** Phases, in the order in which they come. */
    public enum Phase {
        /** Not yet able to serve. */
        STARTING,
        /** Takes rooms and sessions. */
        READY,
        /** Serves what it has and takes nothing new. */
        DRAINING,
        /** Workers have ended. */
        STOPPED
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
    private final List<Consumer<Phase>> listeners = new CopyOnWriteArrayList<>();

    public Phase phase() {
        return phase.get();
    }

    public boolean isReady() {
        return phase.get() == Phase.READY;
    }

    public boolean isDraining() {
        return phase.get().compareTo(Phase.DRAINING) >= 0;
    }

    /** Hears of each later phase, on the thread that changes it. */
    public void onChange(Consumer<Phase> listener) {
        listeners.add(listener);
    }

    /** Goes to a later phase; an earlier one or the same is ignored. */
    public void advance(Phase next) {
        Phase before = phase.getAndUpdate(now -> now.compareTo(next) < 0 ? next : now);
        if (before.compareTo(next) < 0) {
            listeners.forEach(listener -> listener.accept(next));
        }
    }
}
